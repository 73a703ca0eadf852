/** An address without user, query and fragment, which may hold secrets. */
export function withoutSecrets(url: string): string {
  const path = url.replace(/[?#].*$/s, '')
  return path.replace(/^([a-z][\w+.-]*:\/\/)[^/]*@/i, '$1')
}

/** The stage whose stream an address names; null for the stream of all stages. */
export function stageOfUrl(url: string): string | null {
  return /\/stages\/([\w-]+)\/?(?:[?#]|$)/.exec(url)?.[1] ?? null
}
