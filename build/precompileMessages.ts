import { baseCompile } from '@intlify/message-compiler'
import type { Plugin } from 'vite'

type Texts = { [key: string]: string | Texts }

/** Compile all texts of a tree into the form that vue-i18n's core reads without its compiler. */
function compileTexts(texts: Texts, file: string): unknown {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [
      key,
      typeof value === 'string' ? compileText(value, `${file}: ${key}`) : compileTexts(value, file),
    ]),
  )
}

function compileText(text: string, where: string): unknown {
  const onError = (error: Error) => {
    throw new Error(`${where}: ${error.message}`)
  }
  return baseCompile(text, { jit: true, minify: true, location: false, onError }).ast
}

/**
 * Compile the texts in `src/locales` at build time, so that the page contains neither the message compiler nor `eval`.
 * A text that does not compile fails the build and names its key.
 */
export function precompileMessages(): Plugin {
  return {
    name: 'dailies:precompile-messages',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/locales\/.*\.json$/ },
      handler(code, id) {
        const compiled = compileTexts(JSON.parse(code) as Texts, id)
        return { code: JSON.stringify(compiled), map: null }
      },
    },
  }
}
