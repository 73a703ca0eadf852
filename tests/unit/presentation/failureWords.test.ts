import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureWords } from '@/presentation/failureWords'

describe("an error's text", () => {
  it('is shown whole if it is one short line', () => {
    expect(failureWords(' 图片服务没有回答 \n')).toEqual({ head: '图片服务没有回答', whole: null })
  })

  it('is folded from its second line on', () => {
    const message = 'The model answered nonsense:\n{"scenes": [}'
    expect(failureWords(message)).toEqual({ head: 'The model answered nonsense:', whole: message })
  })

  it('is cut at a word if its first line is long', () => {
    const message = 'word '.repeat(60).trim()
    const { head, whole } = failureWords(message)
    expect(head).toMatch(/word…$/)
    expect(whole).toBe(message)
  })

  it('is measured in characters and never cut inside one', () => {
    const message = '𠮷'.repeat(140)
    expect(failureWords(message)).toEqual({ head: message, whole: null })
    expect(failureWords(`${message}𠮷`).head).toBe(`${message}…`)
  })

  it('loses no text, for any message', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (message) => {
        const { head, whole } = failureWords(message)
        expect([...head].length).toBeLessThanOrEqual(141)
        expect(whole ?? head).toBe(message.trim())
      }),
    )
  })
})
