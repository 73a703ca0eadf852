import type { Plugin } from 'vite'

const NAMESPACE = "import * as Vue from 'vue';"
const USE =
  /if \(key in Vue\) \{\s*return Vue\[key\];\s*\}\s*else \{\s*return Vue\.getCurrentInstance\(\);\s*\}/

/**
 * Replace vue-i18n's access to all of Vue by an import of the one function that it needs.
 *
 * @returns null if the code does not match
 */
export function nameCurrentInstance(code: string): string | null {
  if (!code.includes(NAMESPACE) || !USE.test(code)) return null
  return code
    .replace(NAMESPACE, "import { getCurrentInstance as currentInstanceOfVue } from 'vue';")
    .replace(USE, 'return currentInstanceOfVue();')
}

/**
 * vue-i18n reads the current instance from the whole Vue namespace under a computed name, which prevents tree shaking.
 * Importing the function by name saves 13 kB of gzipped JavaScript. If a new version of vue-i18n no longer matches, the
 * build fails, so that this plugin is updated or removed.
 */
export function withoutWholeVue(): Plugin {
  return {
    name: 'dailies:without-whole-vue',
    apply: 'build',
    transform: {
      filter: { id: /\/vue-i18n\/dist\/vue-i18n.*\.mjs$/ },
      handler(code, id) {
        const named = nameCurrentInstance(code)
        if (named === null) this.error(`${id} no longer matches: update or remove build/wholeVue.ts.`)
        return { code: named, map: null }
      },
    },
  }
}
