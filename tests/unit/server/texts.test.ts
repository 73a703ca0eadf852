import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stageName, statusName, type Language } from '../../../server/texts'
import { PROJECT_STATUSES } from '../../../src/protocol/snapshot'
import { STAGES } from '../../../src/protocol/stages'

const FOLDERS: Record<Language, string> = { en: 'en', zh: 'zh-CN' }

/** The interface's words as they are written, since an import brings them compiled. */
function interfaceWords(language: Language) {
  const file = new URL(`../../../src/locales/${FOLDERS[language]}/project.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Record<'stage' | 'status', Record<string, string>>
}

describe.each(['zh', 'en'] as const)('the words of the studio in %s', (language) => {
  const words = interfaceWords(language)

  it.each(STAGES)('name the stage %s as the interface does', (stage) => {
    expect(stageName(language, stage)).toBe(words.stage[stage])
  })

  it.each([...PROJECT_STATUSES, 'pending'])('name the status %s as the interface does', (status) => {
    expect(statusName(language, status)).toBe(words.status[status])
  })
})
