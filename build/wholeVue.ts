import type { Plugin } from 'vite'

const NAMESPACE = "import * as Vue from 'vue';"
const USE =
  /if \(key in Vue\) \{\s*return Vue\[key\];\s*\}\s*else \{\s*return Vue\.getCurrentInstance\(\);\s*\}/

/**
 * vue-i18n's code with the name of what it takes of Vue written out.
 *
 * @returns null where the code does it in another way
 */
export function nameCurrentInstance(code: string): string | null {
  if (!code.includes(NAMESPACE) || !USE.test(code)) return null
  return code
    .replace(NAMESPACE, "import { getCurrentInstance as currentInstanceOfVue } from 'vue';")
    .replace(USE, 'return currentInstanceOfVue();')
}

/**
 * vue-i18n looks for the current instance under a computed name in all of Vue, so that no part of Vue could be left
 * out of the page. With the name written out, what nobody uses is left out: 13 kB of gzip. A version of vue-i18n that
 * does it in another way stops the build, so that this goes with it.
 */
export function withoutWholeVue(): Plugin {
  return {
    name: 'dailies:without-whole-vue',
    apply: 'build',
    transform: {
      filter: { id: /\/vue-i18n\/dist\/vue-i18n.*\.mjs$/ },
      handler(code, id) {
        const named = nameCurrentInstance(code)
        if (named === null)
          this.error(`${id} takes the current instance in another way: build/wholeVue.ts has to follow.`)
        return { code: named, map: null }
      },
    },
  }
}
