/** Whether these bytes as a whole are valid UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false // the decoder throws on invalid bytes
  }
}

/** Bytes converted per call: engines limit the number of arguments. */
const BYTES_PER_CALL = 0x2000

/** Encode bytes as base64 (RFC 4648). */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += BYTES_PER_CALL)
    binary += String.fromCharCode(...bytes.subarray(start, start + BYTES_PER_CALL))
  return btoa(binary)
}

/** Decode a base64 text; null if it is not valid base64. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null // `atob` throws on invalid input
  }
}
