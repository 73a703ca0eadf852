/** The value of a JSON text; undefined, which fits no schema, if it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema of the caller refuses it
  }
}
