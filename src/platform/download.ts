/** The address of a file stays valid for this long, so that a slow disk or a question of the browser loses nothing. */
const KEPT_MS = 60_000

/** Give a file to the person: the browser saves it, or asks where. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}
