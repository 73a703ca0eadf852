/** What no file system allows in a name. */
const NOT_IN_NAMES = /[\p{Cc}<>:"/\\|?*]+/gu

/** The name of a film's file. `projectName`: null if it is not known. */
export function filmName(projectName: string | null): string {
  const name = (projectName ?? '').replace(NOT_IN_NAMES, ' ').replace(/\s+/g, ' ').trim()
  return `${name === '' ? 'film' : name}.mp4`
}
