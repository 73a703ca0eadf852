import type { Connect, Plugin, PreviewServer, ViteDevServer } from 'vite'

/**
 * Serve the page also at addresses that are no valid encoding, such as `/projects/%`, for which the file server has only a
 * bare refusal. The page then says what is wrong with the address.
 */
export function wholeAddresses(): Plugin {
  const serve: Connect.NextHandleFunction = (request, _response, next) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    if (decoded(path) === null && request.headers.accept?.includes('text/html')) request.url = '/index.html'
    next()
  }
  const attach = ({ middlewares }: ViteDevServer | PreviewServer) => void middlewares.use(serve)
  return { name: 'dailies:whole-addresses', configureServer: attach, configurePreviewServer: attach }
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null // a percent sign that begins no character
  }
}
