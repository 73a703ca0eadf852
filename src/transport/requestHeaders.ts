/** Headers of one request, by name. */
export type RequestHeaders = Readonly<Record<string, string>>

/** Headers that another origin is asked about first, in the order in which they are left out where it says no. */
const GUARDED = ['Last-Event-ID', 'Authorization'] as const

/** A server's ids are short; a longer one would only make requests that are refused for their size. */
const MAX_ID_BYTES = 1_024

/**
 * The value of `Last-Event-ID`: UTF-8, one character for each byte, because a header holds bytes (HTML standard,
 * 9.2.3, "encode lastEventID as UTF-8").
 *
 * @returns null where there is no id, or one that no header can hold
 */
function lastEventIdValue(lastEventId: string): string | null {
  const bytes = new TextEncoder().encode(lastEventId)
  if (bytes.length === 0 || bytes.length > MAX_ID_BYTES) return null
  if (bytes.some((byte) => byte < 0x20 || byte === 0x7f)) return null
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

function isNamed(header: string, name: string): boolean {
  return header.toLowerCase() === name.toLowerCase()
}

/** Whether `headers` hold one of this name, however it is written. */
export function hasHeader(headers: RequestHeaders, name: string): boolean {
  return Object.keys(headers).some((header) => isNamed(header, name))
}

function without(headers: RequestHeaders, name: string): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([header]) => !isNamed(header, name)))
}

/** Whether a page here must ask the host of `url` before it may send more than the simplest headers. */
function isOtherOrigin(url: string): boolean {
  if (typeof location === 'undefined' || !URL.canParse(url, location.href)) return false
  return new URL(url, location.href).origin !== location.origin
}

/** What the headers of a request are chosen from. */
export interface HeaderChoice {
  readonly url: string
  readonly headers: RequestHeaders
  /** `''` while the server has offered no id. */
  readonly lastEventId: string
  /** Names of headers with which this host has answered before: it does not refuse them. */
  readonly accepted: ReadonlySet<string>
}

/**
 * The headers of a request, and what to try next where no answer comes: a host of another origin may refuse to be
 * sent some, which a page cannot tell from a network that is away.
 *
 * @returns one set or more, each with less than the one before
 */
export function headerSets({ url, headers, lastEventId, accepted }: HeaderChoice): RequestHeaders[] {
  const id = lastEventIdValue(lastEventId)
  const sets: RequestHeaders[] = [
    { Accept: 'text/event-stream', ...headers, ...(id !== null && { 'Last-Event-ID': id }) },
  ]
  if (!isOtherOrigin(url)) return sets
  for (const name of GUARDED) {
    const fullest = sets.at(-1) ?? {}
    if (hasHeader(fullest, name) && !accepted.has(name)) sets.push(without(fullest, name))
  }
  return sets
}

/** Note that a host has answered a request with these headers. */
export function noteAccepted(accepted: Set<string>, headers: RequestHeaders): void {
  for (const name of GUARDED) if (hasHeader(headers, name)) accepted.add(name)
}
