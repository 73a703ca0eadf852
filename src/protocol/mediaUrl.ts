const SAFE_PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'blob:'])
/** Stands in for the page's own origin while a path is parsed. RFC 2606 reserves the name, so no such host exists. */
const SAME_ORIGIN = 'https://same-origin.invalid'

/** A path that parsing would leave unchanged. */
const PLAIN_PATH = /^(?:\/\w[\w-]*(?:\.\w+)*)+$/

/**
 * A media URL of a server, where it is safe to put into the page.
 *
 * @param raw what the server sent: absolute, or relative to the API
 * @param apiBase origin of the API, `''` for the page's own
 * @returns an `http:`, `https:` or `blob:` URL or a path on the page's origin; null for anything else
 */
export function mediaUrl(raw: string | null, apiBase: string): string | null {
  if (raw === null || raw.trim() === '') return null
  // A long film has thousands of URLs, and parsing each one is slow.
  if (apiBase === '' && PLAIN_PATH.test(raw)) return raw
  let url: URL
  try {
    url = new URL(raw, new URL(apiBase, SAME_ORIGIN))
  } catch {
    return null // not a URL at all
  }
  if (!SAFE_PROTOCOLS.has(url.protocol)) return null
  if (url.origin !== SAME_ORIGIN) return url.href
  // A path that begins with two slashes, as `/.//host/a.png` leaves it, would lead to another host.
  return url.pathname.startsWith('//') ? null : url.pathname + url.search + url.hash
}
