import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createServer, preview, resolveConfig, type InlineConfig } from 'vite'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { privateDataFolder } from '../../../server/dataFolder'

/** What the studio keeps, each with a text that must never be in an answer. */
const FILES = ['auth.secret', 'dailies.db', 'media/AAAAAAAAAAAAAAAAAAAAAA.jpg', 'notes.json']
const PRIVATE = 'only-for-the-owner'

/** The product's root in miniature. `place` is where its data folder is, below it. */
async function productWith(place: string): Promise<{ root: string; dataDir: string }> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'dailies-served-')))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const dataDir = join(root, place)
  for (const file of FILES) {
    await mkdir(dirname(join(dataDir, file)), { recursive: true })
    await writeFile(join(dataDir, file), file.endsWith('.json') ? JSON.stringify(PRIVATE) : PRIVATE)
  }
  for (const folder of ['src', 'public', 'dist']) await mkdir(join(root, folder), { recursive: true })
  await writeFile(join(root, 'index.html'), '<script type="module" src="/src/main.js"></script>')
  await writeFile(join(root, 'dist', 'index.html'), 'the product')
  await writeFile(join(root, 'src', 'main.js'), 'export default "the product"')
  await writeFile(join(root, 'public', 'icon.txt'), 'the icon')
  vi.stubEnv('DATA_DIR', dataDir)
  return { root, dataDir }
}

afterEach(() => {
  vi.unstubAllEnvs()
})

function configFor(root: string): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [privateDataFolder()],
    optimizeDeps: { noDiscovery: true },
    server: { host: '127.0.0.1', port: 0, hmr: false, ws: false, watch: null },
    preview: { host: '127.0.0.1', port: 0 },
  }
}

async function serve(command: 'dev' | 'preview', root: string): Promise<number> {
  const server =
    command === 'dev' ? await (await createServer(configFor(root))).listen() : await preview(configFor(root))
  onTestFinished(() => server.close())
  return (server.httpServer?.address() as AddressInfo).port
}

interface RawAnswer {
  status: number
  headers: Record<string, unknown>
  text: string
}

/** Send the path exactly as it is written: `fetch` would normalise it. */
function ask(port: number, path: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
    })
    call.on('error', reject).end()
  })
}

const percent = (text: string) =>
  [...text].map((letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')

/** What makes Vite answer with another form of a file. */
const QUERIES = [
  '?raw',
  '?url',
  '?inline',
  '?import',
  '?import&raw',
  '?import&url',
  '?raw?',
  '?worker',
  '?t=1&import&raw??',
  '#x',
]

/** Ways to write the address of a file: `absolute` on the machine, `below` a folder that is served. */
function addressesOf(absolute: string, below: string): string[] {
  const plain = [`/${below}`, `/@fs${absolute}`]
  const spelled = [
    `//${below}`,
    `/./${below}`,
    `/src/../${below}`,
    `/src/%2e%2e/${below}`,
    `/src/..%2f${below}`,
    `/src\\..\\${below.replaceAll('/', '\\')}`,
    `/${below.replaceAll('/', '%2f')}`,
    `/${below.replaceAll('/', '%5c')}`,
    `/${percent(below)}`,
    `/${percent(percent(below))}`,
    `/%ff/../${below}`,
    `/src/main.js/../../${below}`,
    `/@fs/${absolute}`,
    `//@fs${absolute}`,
    `/@fs/${percent(absolute)}`,
    `/%40fs${absolute}`,
    `/@fs${dirname(absolute)}/../${absolute.split('/').slice(-2).join('/')}`,
    `/@fs/x/..${absolute}`,
    `/@id${absolute}`,
    `/@id/file://${absolute}`,
    `/@id/__x00__${absolute}`,
    `/@fs${absolute}%00`,
  ]
  const queried = plain.flatMap((path) => QUERIES.map((query) => path + query))
  // A request line is ASCII.
  return [...plain, ...spelled, ...queried].map((path) => path.replace(/[^\x21-\x7e]/gu, encodeURIComponent))
}

describe('the data folder', () => {
  it.each([
    ['dev', '.data'],
    ['dev', 'public/.data'],
    ['dev', 'src/data'],
    ['dev', 'my data/ü'],
    ['dev', 'node_modules/.data'],
    ['preview', 'dist/.data'],
    ['preview', '.data'],
  ] as const)('is served by no address of the %s server when it is in %s', async (command, place) => {
    const { root, dataDir } = await productWith(place)
    const link = command === 'dev' ? 'src/link' : 'dist/link'
    await symlink(dataDir, join(root, link))
    const port = await serve(command, root)
    const paths = FILES.flatMap((file) => [
      ...addressesOf(join(dataDir, file), `${place}/${file}`),
      ...addressesOf(join(dataDir, file), `${place}/${file}`.replace(/^(?:public|dist)\//, '')),
      ...addressesOf(join(root, link, file), `${link}/${file}`.replace(/^dist\//, '')),
    ])
    const answers = await Promise.all(paths.map(async (path) => ({ path, ...(await ask(port, path)) })))
    expect(answers.filter(({ text }) => text.includes(PRIVATE)).map(({ path }) => path)).toEqual([])
  })

  it('does not get in the way of what is served', async () => {
    const { root } = await productWith('.data')
    const dev = await serve('dev', root)
    expect(await ask(dev, '/')).toMatchObject({ status: 200 })
    expect(await ask(dev, '/src/main.js')).toMatchObject({ status: 200 })
    expect(await ask(dev, '/icon.txt')).toMatchObject({ status: 200, text: 'the icon' })
    const built = await serve('preview', root)
    expect(await ask(built, '/projects/x')).toMatchObject({ status: 200, text: 'the product' })
  })

  it.each(['dev', 'preview'] as const)(
    'cannot be read by a page of another port of this machine (%s)',
    async (command) => {
      const { root } = await productWith('.data')
      const port = await serve(command, root)
      const { headers } = await ask(port, '/', { origin: 'http://localhost:4000' })
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    },
  )

  it('is not the folder that is served, or one above it', async () => {
    const { root } = await productWith('.data')
    for (const dataDir of [
      root,
      dirname(root),
      join(root, 'dist'),
      join(root, 'public'),
      join(root, 'src'),
    ]) {
      vi.stubEnv('DATA_DIR', dataDir)
      await expect(resolveConfig(configFor(root), 'serve')).rejects.toThrow('Choose another folder')
    }
  })
})
