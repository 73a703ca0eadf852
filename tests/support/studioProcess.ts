import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Options for starting a studio. */
export interface StudioProcessOptions {
  /** The built product (`preview`, the default) or the development server. */
  readonly command?: 'preview' | 'dev'
  readonly env?: Readonly<Record<string, string>>
}

/** A currently free port on loopback. Another process may take it before it is used. */
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

/** Long enough to start a server on a busy machine. */
const START_TIMEOUT_MS = 120_000
/** Attempts to find a port that no other process takes first. */
const PORT_ATTEMPTS = 3

/** The product with its embedded studio, in its own process with its own data folder. */
export class StudioProcess {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'dailies-'))
  #child: ChildProcess | null = null
  #port = 0
  #output = ''

  constructor(private readonly options: StudioProcessOptions = {}) {}

  /** The origin. It stays the same after a restart. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** The output of the process. */
  get output(): string {
    return this.#output
  }

  /** Start the studio and wait until it answers. A restart uses the same port and data folder. */
  async start(): Promise<void> {
    if (this.#port !== 0) return this.#launch()
    for (let attempt = 1; ; attempt += 1) {
      this.#port = await freePort()
      try {
        return await this.#launch()
      } catch (error) {
        if (attempt === PORT_ATTEMPTS || !this.#output.includes('already in use')) throw error
      }
    }
  }

  async #launch(): Promise<void> {
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
          // Small clips, encoded alike on any machine: most tests are about other things.
          FFMPEG: 'off',
          CLIP_LONG_SIDE: '320',
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
    const deadline = Date.now() + START_TIMEOUT_MS
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`The studio exited during startup:\n${this.#output}`)
      const answer = await fetch(`${this.url}/api/v1/projects/projects/`).catch(() => null)
      // A studio that requires sign-in answers 401.
      if (answer?.ok || answer?.status === 401) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`The studio did not answer within ${START_TIMEOUT_MS / 1000} s:\n${this.#output}`)
  }

  /** Stop the studio: gracefully, or like a crash with `SIGKILL`. Its data remains. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }

  /** Stop the studio and remove its data. */
  async dispose(): Promise<void> {
    await this.stop()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}
