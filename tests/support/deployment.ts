import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { ANY_PICTURE } from './longFilm'
import { LoopbackServer } from './loopbackServer'

/*
 * A server that answers as a deployment of the Django backend does: strict about what it is asked, forgetful about what it
 * published, and without anything that only the studio has. It serves the built product and holds one project of two scenes.
 */

const STAGES = ['rewrite', 'storyboard', 'image_generation', 'camera_movement', 'video_generation'] as const
type Stage = (typeof STAGES)[number]
/** Stages of the server that the product does not show. */
const OTHER_STAGES = ['asset_extraction', 'multi_grid_image', 'image_edit']

interface Row {
  status: string
  retry_count: number
  error_message: string
  started_at: string | null
  completed_at: string | null
}
interface Item extends Record<string, unknown> {
  readonly id: string
}
interface SceneRow {
  readonly id: string
  readonly sequence_number: number
  narration_text: string
  scene_description: string
  image_prompt: string
  duration_seconds: number
  updated_at: string
  readonly images: Item[]
  readonly videos: Item[]
  camera: { readonly id: string; movement_type: string; movement_params: object; updated_at: string } | null
}
/** A command or an edit that the server has received. */
export interface ReceivedCall {
  readonly action: string
  readonly body: Readonly<Record<string, unknown>>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

function emptyRow(): Row {
  return { status: 'pending', retry_count: 0, error_message: '', started_at: null, completed_at: null }
}

/** A server that answers as a deployment does. */
export class Deployment extends LoopbackServer {
  readonly id = randomUUID()
  #clock = Date.parse('2026-01-01T08:00:00Z')
  /** The commands and edits received, in their order. */
  readonly received: ReceivedCall[] = []
  name = '桃花源记'
  story = '晋太元中，武陵人捕鱼为业。'
  status = 'completed'
  templateSet: string | null = null
  readonly rows = Object.fromEntries(
    [...STAGES, ...OTHER_STAGES].map((stage) => [stage, emptyRow()]),
  ) as unknown as Record<Stage, Row>
  rewrite = { text: '渔人忽逢桃花林。他甚异之。', updated_at: this.#now() }
  readonly scenes: SceneRow[] = []
  /** Answers the next call of an action instead of the server: a status and a body. */
  readonly refusals = new Map<string, { readonly status: number; readonly body: unknown }>()
  /** How long a stage works, in milliseconds: long enough to be seen, short enough for a test. */
  workMs = 400
  /** How long a call takes to be answered, in milliseconds. */
  slowMs = 0
  /** A stage whose model fails once, with these words. */
  failure: { readonly stage: Stage; readonly error: string } | null = null
  /** Whether no stream can be opened. */
  isCut = false
  /** Calls that this installation does not have. */
  readonly lacks = new Set<string>()
  /** Counts the runs; a run whose number is not the newest was revoked. */
  #run = 0
  readonly #tasks = new Map<string, string>()
  readonly #streams = new Set<ServerResponse>()

  constructor() {
    super()
    for (const number of [1, 2]) this.scenes.push(this.#newScene(number))
    for (const stage of STAGES) this.#complete(stage, null)
  }

  /** Each thing has its own second, so that times alone tell which one is older. */
  #now(): string {
    this.#clock += 1_000
    return new Date(this.#clock).toISOString()
  }

  #newScene(number: number): SceneRow {
    return {
      id: `scene-${number}`,
      sequence_number: number,
      narration_text: ['渔人忽逢桃花林。', '他甚异之。'][number - 1] ?? '',
      scene_description: '溪边的桃花林',
      image_prompt: '桃花林，溪水',
      duration_seconds: 3,
      updated_at: this.#now(),
      images: [],
      videos: [],
      camera: null,
    }
  }

  /** Mark a stage as failed, as a failing model leaves it. */
  fail(stage: Stage, message: string): void {
    this.rows[stage] = { ...this.rows[stage], status: 'failed', error_message: message, retry_count: 1 }
    for (const later of STAGES.slice(STAGES.indexOf(stage) + 1)) this.rows[later] = emptyRow()
    this.status = 'failed'
  }

  /** What the server would make in a stage, for some scenes or for all. */
  #complete(stage: Stage, sceneIds: readonly string[] | null): void {
    for (const scene of this.scenes.filter(({ id }) => sceneIds?.includes(id) ?? true)) {
      const id = randomUUID()
      const made = { id, status: 'completed', retry_count: 0, created_at: this.#now() }
      if (stage === 'image_generation')
        scene.images.unshift({ ...made, image_url: `/media/${id}.svg`, width: 360, height: 640 })
      if (stage === 'camera_movement')
        scene.camera = { id, movement_type: 'zoom_in', movement_params: {}, updated_at: this.#now() }
      if (stage === 'video_generation')
        scene.videos.unshift({
          ...made,
          video_url: `/media/${id}.mp4`,
          image_id: scene.images[0]?.id,
          duration: 0,
        })
    }
    const at = this.#now()
    this.rows[stage] = {
      ...this.rows[stage],
      status: 'completed',
      error_message: '',
      started_at: at,
      completed_at: at,
    }
  }

  #publish(message: Readonly<Record<string, unknown>>): void {
    const frame = `data: ${JSON.stringify({ project_id: this.id, timestamp: Date.now() / 1000, ...message })}\n\n`
    for (const stream of this.#streams) stream.write(frame)
  }

  /** Send the rewrite in tokens, each with the text so far, as the deployment does. */
  #write(): void {
    const { text } = this.rewrite
    for (let length = 1; length <= text.length; length += 1)
      this.#publish({
        type: 'token',
        stage: 'rewrite',
        content: text[length - 1],
        full_text: text.slice(0, length),
      })
  }

  /** End all streams, and let none be opened. */
  cut(): void {
    this.isCut = true
    for (const stream of this.#streams) stream.destroy()
  }

  async #work(stages: readonly Stage[], sceneIds: readonly string[] | null, taskId: string): Promise<void> {
    const run = ++this.#run
    this.#tasks.set(taskId, 'STARTED')
    for (const stage of stages) {
      this.rows[stage] = {
        ...this.rows[stage],
        status: 'processing',
        started_at: this.#now(),
        completed_at: null,
      }
      this.#publish({ type: 'stage_update', stage, status: 'processing' })
      if (stage === 'rewrite') this.#write()
      await new Promise((resolve) => setTimeout(resolve, this.workMs))
      if (run !== this.#run) {
        this.#tasks.set(taskId, 'REVOKED')
        return
      }
      if (this.failure?.stage === stage) {
        const { error } = this.failure
        this.failure = null
        this.fail(stage, error)
        this.#tasks.set(taskId, 'FAILURE')
        this.#publish({ type: 'error', stage, error })
        return
      }
      this.#complete(stage, sceneIds)
      this.#publish({ type: 'done', stage, full_text: '', metadata: {} })
    }
    const isWhole = STAGES.every((stage) => this.rows[stage].status === 'completed')
    this.status = isWhole ? 'completed' : 'paused'
    this.#tasks.set(taskId, 'SUCCESS')
    if (isWhole) this.#publish({ type: 'pipeline_done', stage: 'pipeline', metadata: {} })
  }

  #start(stages: readonly Stage[], sceneIds: readonly string[] | null) {
    this.status = 'processing'
    const taskId = randomUUID()
    this.#tasks.set(taskId, 'PENDING')
    void this.#work(stages, sceneIds, taskId)
    const channel = `ai_story:project:${this.id}`
    return { status: 202, body: { task_id: taskId, channel, message: '任务已启动', project_id: this.id } }
  }

  /** Run all stages that are not completed. */
  #runOn() {
    return this.#start(
      STAGES.filter((one) => this.rows[one].status !== 'completed'),
      null,
    )
  }

  #snapshot() {
    const storyboards = this.scenes
    const perScene = (key: string, of: (scene: SceneRow) => unknown) => ({
      storyboards: storyboards.map((scene) => ({
        storyboard_id: scene.id,
        sequence_number: scene.sequence_number,
        [key]: of(scene),
      })),
    })
    const data: Readonly<Record<string, unknown>> = {
      rewrite: {
        original_text: this.story,
        rewritten_text: this.rewrite.text,
        model_provider: null,
        updated_at: this.rewrite.updated_at,
      },
      storyboard: {
        count: storyboards.length,
        storyboards: storyboards.map((scene) => ({
          ...scene,
          images: undefined,
          videos: undefined,
          camera: undefined,
        })),
      },
      image_generation: perScene('images', ({ images }) => images),
      camera_movement: perScene('camera_movement', ({ camera }) => camera),
      video_generation: perScene('videos', ({ videos }) => videos),
    }
    return {
      ...this.#row(),
      prompt_template_set: this.templateSet,
      stages: Object.entries(this.rows).map(([stage_type, row]) => ({
        id: stage_type,
        stage_type,
        ...row,
        max_retries: 3,
        input_data: {},
        output_data: {},
        domain_data: data[stage_type] ?? null,
      })),
    }
  }

  #row() {
    return {
      id: this.id,
      name: this.name,
      description: '',
      original_topic: this.story,
      status: this.status,
      stages_count: STAGES.length + OTHER_STAGES.length,
      completed_stages_count: 5,
      created_at: '2026-01-01T08:00:00Z',
      updated_at: new Date(this.#clock).toISOString(),
    }
  }

  protected answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    void this.#reply(incoming, outgoing)
  }

  async #reply(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', this.url)
    const method = incoming.method ?? 'GET'
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    if (pathname.startsWith('/api/v1/sse/')) return this.#stream(outgoing)
    if (pathname.startsWith('/media/')) return send(outgoing, ...mediaAnswer(pathname))
    if (!pathname.startsWith('/api/')) return this.#serve(pathname, outgoing)
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
    const answer = this.#call(method, pathname, searchParams, body)
    if (method !== 'GET') await new Promise((resolve) => setTimeout(resolve, this.slowMs))
    send(outgoing, answer.status, JSON.stringify(answer.body), 'application/json')
  }

  #stream(outgoing: ServerResponse): void {
    if (this.isCut) {
      outgoing.destroy()
      return
    }
    outgoing.writeHead(200, { 'Content-Type': 'text/event-stream' })
    outgoing.write(`data: ${JSON.stringify({ type: 'connected', project_id: this.id, message: 'ok' })}\n\n`)
    this.#streams.add(outgoing)
    outgoing.on('close', () => this.#streams.delete(outgoing))
  }

  async #serve(pathname: string, outgoing: ServerResponse): Promise<void> {
    const file = await readFile(join('dist', pathname)).catch(() => null)
    // Any other address is a page of the product.
    const page = file === null || pathname === '/' ? await readFile(join('dist', 'index.html')) : file
    send(outgoing, 200, page, file === null ? 'text/html' : (TYPES[extname(pathname)] ?? 'text/html'))
  }

  #call(method: string, path: string, query: URLSearchParams, body: Record<string, unknown>) {
    const ok = (answer: unknown, status = 200) => ({ status, body: answer })
    const missing = ok({ detail: '未找到。' }, 404)
    if (path === '/api/v1/prompts/sets/') return ok(TEMPLATE_PAGES[Number(query.get('page') ?? '1') - 1])
    const found = /^\/api\/v1\/projects\/projects\/(?:([^/]+)\/)?(?:([^/]+)\/)?$/.exec(path)
    if (!found) return missing
    const [, id, action = ''] = found
    if (id === 'statistics') return ok({ total_projects: 1, completed_projects: 1, draft_projects: 0 })
    if (id === undefined && method === 'GET')
      return ok({ count: 1, next: null, previous: null, results: [this.#row()] })
    const name = id === undefined ? 'create' : action || (method === 'GET' ? '' : method.toLowerCase())
    if (name !== '' && name !== 'task_status') this.received.push({ action: name, body })
    const refusal = this.refusals.get(name)
    this.refusals.delete(name)
    if (refusal) return refusal
    if (name === 'create') {
      this.templateSet = (body['prompt_template_set'] as string | undefined) ?? null
      this.name = String(body['name'])
      this.story = String(body['original_topic'])
      return ok({ id: this.id }, 201)
    }
    if (id !== this.id || this.lacks.has(name)) return missing
    return this.#command(name, query, body) ?? missing
  }

  #command(name: string, query: URLSearchParams, body: Record<string, unknown>) {
    const ok = (answer: unknown, status = 200) => ({ status, body: answer })
    const refuse = (error: string) => ok({ error }, 400)
    const stage = body['stage_name'] as Stage
    switch (name) {
      case '':
        return ok(this.#snapshot())
      case 'patch':
        if (typeof body['name'] === 'string') this.name = body['name']
        if (typeof body['prompt_template_set'] === 'string') this.templateSet = body['prompt_template_set']
        return ok(this.#row())
      case 'task_status': {
        const task = query.get('task_id') ?? ''
        return ok({ task_id: task, state: this.#tasks.get(task) ?? 'PENDING', project_id: this.id })
      }
      case 'update_rewrite':
        if (typeof body['rewritten_text'] !== 'string') return refuse('缺少 rewritten_text')
        this.rewrite = { text: body['rewritten_text'], updated_at: this.#now() }
        return ok({ message: '文案改写已更新' })
      case 'update_storyboard': {
        const scene = this.scenes.find((one) => one.id === body['storyboard_id'])
        if (!scene) return ok({ detail: '未找到。' }, 404)
        const fields = ['scene_description', 'narration_text', 'image_prompt', 'duration_seconds'] as const
        const changes = Object.fromEntries(
          fields.filter((field) => field in body).map((field) => [field, body[field]]),
        )
        if (Object.keys(changes).length === 0) return refuse('未提供可更新的字段')
        Object.assign(scene, changes, { updated_at: this.#now() })
        return ok({ message: '分镜已更新' })
      }
      case 'update_camera_movement': {
        const camera = this.scenes.map((scene) => scene.camera).find((one) => one?.id === body['camera_id'])
        if (!camera) return ok({ detail: '未找到。' }, 404)
        Object.assign(camera, { movement_type: body['movement_type'], updated_at: this.#now() })
        return ok({ message: '运镜已更新' })
      }
      case 'execute_stage': {
        if (this.status === 'processing') return refuse('项目正在运行')
        const input = body['input_data'] as { storyboard_ids?: string[] } | undefined
        return this.#start([stage], input?.storyboard_ids ?? null)
      }
      case 'run_pipeline':
        return this.#runOn()
      case 'retry_pipeline':
        return this.status === 'failed' ? this.#runOn() : refuse('只有失败的项目才能重试')
      case 'pause':
        if (this.status !== 'processing') return refuse('只有处理中的项目才能暂停')
        // The tasks are revoked, and nobody says anything on the stream.
        this.#run += 1
        this.status = 'paused'
        return ok({ message: '项目已暂停' })
      case 'resume':
        return this.status === 'paused' ? this.#runOn() : refuse('只有暂停的项目才能恢复')
      case 'force_release_queue':
        if (this.status !== 'queued') return refuse('项目不在队列中')
        this.status = 'draft'
        return ok({ message: '已离开队列' })
      case 'retry_stage':
        // It marks the stage, and starts nothing.
        this.rows[stage] = {
          ...this.rows[stage],
          status: 'processing',
          error_message: '',
          started_at: this.#now(),
        }
        return ok({ message: '开始重试' })
      case 'rollback_stage':
        // It resets the rows; what was made stays in its tables.
        for (const one of STAGES.slice(STAGES.indexOf(stage))) this.rows[one] = emptyRow()
        this.status = 'draft'
        return ok({ message: '已回滚' })
      default:
        return null
    }
  }
}

/** The prompt template sets, on two pages. */
const TEMPLATE_PAGES = [
  {
    count: 2,
    next: '/api/v1/prompts/sets/?page=2',
    results: [{ id: 'plain', name: '简洁', description: '短句', is_active: true, is_default: false }],
  },
  {
    count: 2,
    next: null,
    results: [{ id: 'fine', name: '细腻', description: '长句', is_active: true, is_default: true }],
  },
]

function mediaAnswer(pathname: string): [number, string, string] {
  return pathname.endsWith('.svg') ? [200, ANY_PICTURE, 'image/svg+xml'] : [404, '', 'text/plain']
}

function send(outgoing: ServerResponse, status: number, body: string | Buffer, type: string): void {
  outgoing.writeHead(status, { 'Content-Type': type }).end(body)
}
