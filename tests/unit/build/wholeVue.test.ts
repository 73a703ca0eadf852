import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nameCurrentInstance } from '../../../build/wholeVue'

describe('what vue-i18n takes of Vue', () => {
  it('is named, so that the rest can be left out of the page', () => {
    const code = readFileSync('node_modules/vue-i18n/dist/vue-i18n.mjs', 'utf8')
    const named = nameCurrentInstance(code)
    expect(named).not.toBeNull()
    expect(named).not.toMatch(/\bVue\s*[.[;]|\* as Vue|in Vue\b/)
    expect(named).toContain('return currentInstanceOfVue();')
  })

  it('is not touched where it is taken in a way that this build does not know', () => {
    expect(nameCurrentInstance("import { getCurrentInstance } from 'vue';")).toBeNull()
  })
})
