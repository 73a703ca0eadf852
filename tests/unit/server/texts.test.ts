import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stageName, statusName } from '../../../server/texts'
import { LANGUAGES, type Language } from '../../../server/words/language'
import { CAMERA_MOVE_NAMES } from '../../../src/protocol/cameraMoves'
import { PROJECT_STATUSES } from '../../../src/protocol/projectRows'
import { STAGES } from '../../../src/protocol/stages'

const FOLDERS: Record<Language, string> = { en: 'en', zh: 'zh-CN' }

/** The interface's texts as written; an import would bring them compiled. */
function interfaceWords(language: Language) {
  const file = new URL(`../../../src/locales/${FOLDERS[language]}/project.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Record<'stage' | 'status' | 'move', Record<string, string>>
}

describe.each(LANGUAGES)('the words of the studio in %s', (language) => {
  const words = interfaceWords(language)

  it.each(STAGES)('name the stage %s as the interface does', (stage) => {
    expect(stageName(language, stage)).toBe(words.stage[stage])
  })

  it.each([...PROJECT_STATUSES, 'pending'] as const)('name the status %s as the interface does', (status) => {
    expect(statusName(language, status)).toBe(words.status[status])
  })

  it.each(CAMERA_MOVE_NAMES)('have a name for the camera move %s in the interface', (move) => {
    expect(words.move).toHaveProperty(move)
  })
})
