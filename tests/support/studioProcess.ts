import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How a studio is started for a test or a script. */
export interface StudioProcessOptions {
  /** The built product (`preview`, the default) or the development server. */
  readonly command?: 'preview' | 'dev'
  readonly env?: Readonly<Record<string, string>>
}

/** A port that is free on loopback now. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

/** The product with its embedded studio in a process of its own, with a data folder of its own. */
export class StudioProcess {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'dailies-'))
  #child: ChildProcess | null = null
  #port = 0
  #output = ''

  constructor(private readonly options: StudioProcessOptions = {}) {}

  /** The page's origin, the same before and after a restart. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Everything the process has printed. */
  get output(): string {
    return this.#output
  }

  /** Start it (again, on the same port and folder) and wait until it answers. */
  async start(): Promise<void> {
    if (this.#port === 0) this.#port = await freePort()
    const child = spawn(
      process.execPath,
      [join('node_modules', 'vite', 'bin', 'vite.js'), this.options.command ?? 'preview'],
      {
        env: {
          ...process.env,
          NODE_ENV: '',
          PORT: String(this.#port),
          DATA_DIR: this.dataDir,
          FAULTS: 'on',
          ...this.options.env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    this.#child = child
    const collect = (data: Buffer) => {
      this.#output += data.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    await this.#untilReady(child)
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + 30_000
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`The studio ended at its start:\n${this.#output}`)
      const answer = await fetch(`${this.url}/api/v1/projects/projects/`).catch(() => null)
      // A studio that demands sign-in answers as well.
      if (answer?.ok || answer?.status === 401) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`The studio did not answer within 30 s:\n${this.#output}`)
  }

  /** End it: in good order, or as a crash would (`SIGKILL`). Its data stays. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }

  /** End it and remove its data. */
  async dispose(): Promise<void> {
    await this.stop()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}
