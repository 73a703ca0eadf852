import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nameCurrentInstance } from '../../../build/wholeVue'

describe('the imports of vue-i18n from Vue', () => {
  it('become named imports, so that the build can drop the rest', () => {
    const code = readFileSync('node_modules/vue-i18n/dist/vue-i18n.mjs', 'utf8')
    const named = nameCurrentInstance(code)
    expect(named).not.toBeNull()
    expect(named).not.toMatch(/\bVue\s*[.[;]|\* as Vue|in Vue\b/)
    expect(named).toContain('return currentInstanceOfVue();')
  })

  it('stay unchanged if the build does not recognise them', () => {
    expect(nameCurrentInstance("import { getCurrentInstance } from 'vue';")).toBeNull()
  })
})
