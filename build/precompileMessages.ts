import { baseCompile } from '@intlify/message-compiler'
import type { Plugin } from 'vite'

type Texts = { [key: string]: string | Texts }

/** Compile every text of a tree to the form that vue-i18n's runtime-only build formats. */
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
 * Compile the texts under `src/locales` at build time, so that neither the message compiler nor `eval` is part of
 * the page. A text that does not compile stops the build with its key.
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
