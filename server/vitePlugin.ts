import type { IncomingMessage, ServerResponse } from 'node:http'
import { createJiti } from 'jiti'
import type { Logger, Plugin, PreviewServer, ViteDevServer } from 'vite'
import { dataFolderBelow } from './dataFolder.ts'
import type * as OpenStudio from './openStudio'
import type { Studio } from './studio'

/**
 * Serve the embedded studio under `/api` and `/media` of the dev server and of the preview server.
 *
 * The studio is opened only when the server listens: a build must not start it, and when Vite restarts, the new server
 * is created before the old one has unlocked the data folder.
 */
export function studioPlugin(): Plugin {
  let studio: Promise<Studio> | null = null

  function attach(server: ViteDevServer | PreviewServer): void {
    const { logger, root } = server.config
    const dataDir = dataFolderBelow(root)
    const open = (): Promise<Studio> =>
      (studio ??= loadStudio(dataDir, logger).catch((error: unknown) => {
        // Let the next request try again: the folder may be unlocked by then.
        studio = null
        throw error
      }))

    server.middlewares.use((request, response, next) => {
      if (!/^\/(api|media)\//.test(request.url ?? '')) next()
      else void answer(open, request, response)
    })
    server.httpServer?.once('listening', () => {
      open().then(
        () =>
          logger.info(
            `  ➜  Studio:  ${addressOf(server)}/api/v1/projects/projects/\n  ➜  Data:    ${dataDir}`,
          ),
        (error: unknown) => logger.error(startFailure(error)),
      )
    })
  }

  async function close(): Promise<void> {
    const opened = studio
    studio = null
    await opened?.then(
      (open) => open.close(),
      () => undefined,
    )
  }

  return {
    name: 'dailies:studio',
    configureServer: attach,
    configurePreviewServer: attach,
    closeServer: close,
    closePreviewServer: close,
  }
}

/**
 * Load the studio from its sources. A plain import would make Vite bundle all of it into its configuration, and load
 * database and rasteriser even for a build.
 */
async function loadStudio(dataDir: string, logger: Logger): Promise<Studio> {
  const { openStudio } = await createJiti(import.meta.url).import<typeof OpenStudio>('./openStudio.ts')
  return openStudio(dataDir, {
    onBug: (error) => logger.error(traceOf(error)),
    onNotice: (line) => logger.info(`  ➜  ${line}`),
  })
}

async function answer(
  open: () => Promise<Studio>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let studio: Studio
  try {
    studio = await open()
  } catch (error) {
    response.writeHead(503, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ detail: startFailure(error) }))
    return
  }
  await studio.listener(request, response)
}

function addressOf(server: ViteDevServer | PreviewServer): string {
  const address = server.httpServer?.address()
  if (typeof address !== 'object' || address === null) return ''
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}

function startFailure(error: unknown): string {
  return `The studio did not start: ${error instanceof Error ? error.message : String(error)}`
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
