/** What no file system allows in a name. */
const NOT_IN_NAMES = /[\p{Cc}<>:"/\\|?*]+/gu

/** The name of a file that is made of a film. `projectName`: null if it is not known. */
export function filmName(projectName: string | null, extension = 'mp4'): string {
  const name = (projectName ?? '').replace(NOT_IN_NAMES, ' ').replace(/\s+/g, ' ').trim()
  return `${name === '' ? 'film' : name}.${extension}`
}
