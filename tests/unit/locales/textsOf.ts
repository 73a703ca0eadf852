import { readdirSync, readFileSync } from 'node:fs'

type Texts = { [key: string]: string | Texts }

/** Every text of a language by its full key, read from the files because an import brings them compiled. */
export function textsOf(locale: string): Map<string, string> {
  const found = new Map<string, string>()
  const collect = (texts: Texts, path: string) => {
    for (const [key, value] of Object.entries(texts))
      if (typeof value === 'string') found.set(`${path}.${key}`, value)
      else collect(value, `${path}.${key}`)
  }
  const folder = `src/locales/${locale}`
  for (const file of readdirSync(folder))
    collect(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Texts, file.replace('.json', ''))
  return found
}
