import { realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import process from 'node:process'
import type { Connect, Plugin, PreviewServer, ResolvedConfig, ViteDevServer } from 'vite'

/** The absolute path of the studio's data folder: `DATA_DIR`, by default `.data` below `root`. */
export function dataFolderBelow(root: string): string {
  return resolve(root, process.env['DATA_DIR'] || '.data')
}

/** What the development server may serve, below the root. */
const SERVED = ['index.html', 'src', 'gallery', 'node_modules']

/**
 * Keep the data folder private: it holds the key that signs access tokens, and everybody's projects. The development
 * server serves only the product's sources, no page of another origin can read an answer, and neither server answers a
 * request for a file in the data folder, wherever the folder is and however the path is spelled.
 *
 * @throws Error when the data folder contains the files that are served, so that both cannot be told apart
 */
export function privateDataFolder(): Plugin {
  function attach(server: ViteDevServer | PreviewServer): void {
    server.middlewares.use(refuseFilesIn(dataFolderBelow(server.config.root), basesOf(server.config)))
  }
  return {
    name: 'dailies:private-data-folder',
    config: ({ root = process.cwd() }) => ({
      server: { cors: false, fs: { strict: true, allow: SERVED.map((path) => resolve(root, path)) } },
      preview: { cors: false },
    }),
    configResolved(config) {
      const dataDir = dataFolderBelow(config.root)
      const served = [...basesOf(config), ...SERVED.map((path) => resolve(config.root, path))]
      const inside = served.find((path) => isInside(path, dataDir))
      if (inside !== undefined)
        throw new Error(`DATA_DIR is ${dataDir}, but ${inside} must be served. Choose another folder.`)
    },
    configureServer: attach,
    configurePreviewServer: attach,
  }
}

/** The folders to which the servers add the path of a URL. */
function basesOf({ root, publicDir, build }: ResolvedConfig): string[] {
  return [root, resolve(root, build.outDir), ...(publicDir === '' ? [] : [publicDir])]
}

function refuseFilesIn(dataDir: string, bases: readonly string[]): Connect.NextHandleFunction {
  return (request, response, next) => {
    const refused = spellingsOf(request.url ?? '/').some((path) =>
      filesOf(path, bases).some((file) => isInside(file, dataDir)),
    )
    if (!refused) return next()
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
    response.end('Not found')
  }
}

/** No server decodes a path more often than this. */
const MAX_DECODINGS = 4

/** A URL's path with and without its query, decoded never to several times, with either kind of slash. */
function spellingsOf(url: string): string[] {
  const found = new Set<string>()
  let path = url
  for (let decoded = 0; decoded <= MAX_DECODINGS; decoded += 1) {
    for (const spelling of [path, path.replace(/[?#].*$/s, '')])
      found.add(spelling).add(spelling.replaceAll('\\', '/'))
    path = decode(path)
  }
  return [...found]
}

/** Decode what is percent-encoded. A malformed escape stays and does not keep the others from being decoded. */
function decode(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch (error) {
      if (error instanceof URIError) return escapes
      throw error
    }
  })
}

/** The files that a path can mean: one below a folder that is served, or an absolute one behind Vite's prefixes. */
function filesOf(path: string, bases: readonly string[]): string[] {
  if (path.includes('\0')) return filesOf(path.replaceAll('\0', ''), bases)
  const absolute = path.replace(/^\/*(?:@fs|@id)?\/*(?:file:)?\/*/, sep)
  return [...bases.map((base) => join(base, path)), resolve(absolute)]
}

/** Whether `path` is `folder` or in it, as it is written or as links lead. */
function isInside(path: string, folder: string): boolean {
  return [path, realPath(path)].some((file) =>
    [folder, realPath(folder)].some((parent) => {
      const below = relative(parent, file)
      return below === '' || !(below === '..' || below.startsWith(`..${sep}`) || resolve(below) === below)
    }),
  )
}

/** Where links lead; the path itself if nothing is there. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}
