import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stageName, statusName } from '../../../server/texts'
import { LANGUAGES, type Language } from '../../../server/words/language'
import { CAMERA_MOVE_NAMES } from '../../../src/protocol/cameraMoves'
import { PROJECT_STATUSES } from '../../../src/protocol/projectRows'
import { STAGES } from '../../../src/protocol/stages'

const FOLDERS: Record<Language, string> = { en: 'en', zh: 'zh-CN' }

/** The interface's texts as written; an import would bring them compiled. */
function interfaceWords(language: Language, file: 'app' | 'project', group: string) {
  const url = new URL(`../../../src/locales/${FOLDERS[language]}/${file}.json`, import.meta.url)
  const texts = JSON.parse(readFileSync(url, 'utf8')) as Record<string, Record<string, string>>
  return texts[group] ?? {}
}

describe.each(LANGUAGES)('the words of the studio in %s', (language) => {
  const stages = interfaceWords(language, 'project', 'stage')
  const statuses = interfaceWords(language, 'app', 'status')
  const moves = interfaceWords(language, 'project', 'move')

  it.each(STAGES)('name the stage %s as the interface does', (stage) => {
    expect(stageName(language, stage)).toBe(stages[stage])
  })

  it.each([...PROJECT_STATUSES, 'pending'] as const)('name the status %s as the interface does', (status) => {
    expect(statusName(language, status)).toBe(statuses[status])
  })

  it.each(CAMERA_MOVE_NAMES)('have a name for the camera move %s in the interface', (move) => {
    expect(moves).toHaveProperty(move)
  })
})
