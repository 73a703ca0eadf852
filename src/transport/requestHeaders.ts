/** Headers of one request, by name. */
export type RequestHeaders = Readonly<Record<string, string>>

/** Headers that need a CORS preflight, in the order in which they are left out if the host refuses them. */
const GUARDED = ['Last-Event-ID', 'Authorization'] as const

/** A longer id is not sent: servers refuse requests with oversized headers. */
const MAX_ID_BYTES = 1_024

/**
 * The value of `Last-Event-ID`: UTF-8 with one character per byte, because a header holds bytes (HTML standard, 9.2.3,
 * "encode lastEventID as UTF-8").
 *
 * @returns null if there is no id, or if no header can hold it
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

/** Whether `headers` contain one of this name, in any case. */
export function hasHeader(headers: RequestHeaders, name: string): boolean {
  return Object.keys(headers).some((header) => isNamed(header, name))
}

function without(headers: RequestHeaders, name: string): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([header]) => !isNamed(header, name)))
}

/** Whether `url` is of another origin, so that CORS applies. */
function isOtherOrigin(url: string): boolean {
  if (typeof location === 'undefined' || !URL.canParse(url, location.href)) return false
  return new URL(url, location.href).origin !== location.origin
}

/** What determines the headers of a request. */
export interface HeaderChoice {
  readonly url: string
  readonly headers: RequestHeaders
  /** `''` until the server sends one. */
  readonly lastEventId: string
  /** Names of headers that this host is known to allow. */
  readonly accepted: ReadonlySet<string>
}

/**
 * The headers of a request, followed by what to try if no answer arrives: a host of another origin may refuse some
 * headers, and a page cannot tell that from a network error.
 *
 * @returns one set or more, each with fewer headers than the one before
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

/** Remember that a host answered a request with these headers. */
export function noteAccepted(accepted: Set<string>, headers: RequestHeaders): void {
  for (const name of GUARDED) if (hasHeader(headers, name)) accepted.add(name)
}
