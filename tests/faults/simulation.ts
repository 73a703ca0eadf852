import { STAGES, type Stage } from '../../src/protocol/stages'
import type { Random } from './random'
import type { Traits } from './traits'
import { blankStage, blankTruth, type Json, type StageTruth, type Truth } from './truth'

/** An action on the server's project. It does nothing if the project's state forbids it. */
export type Action = 'run' | 'pause' | 'retry' | 'runFrom'

/** A simulated project: the truth, and the messages about it. */
export interface Simulation {
  readonly truth: Truth
  /** When the project stopped being at rest, each time, by the server's clock. */
  readonly departures: readonly number[]
  /** Which of the server's two workers the last run was given to. */
  readonly worker: () => 'first' | 'second'
  /** All texts that were started for a stage, each as far as it was written. */
  readonly texts: Readonly<Record<Stage, readonly string[]>>
  /** All statuses that each stage ever had. */
  readonly statuses: Readonly<Record<Stage, ReadonlySet<string>>>
  readonly act: (action: Action) => Promise<void>
  /** The process that runs the stages stopped; the server marks the project as paused. */
  readonly interrupt: () => Promise<void>
}

/** What a simulation needs. */
export interface SimulationOptions {
  readonly traits: Traits
  readonly random: Random
  /** Send a message to the clients. The host adds project, time and id. */
  readonly publish: (message: Json) => void
  /** The stored state changed. */
  readonly onStored: () => void
  readonly now: () => number
}

class Stopped extends Error {}

const LETTERS = [...'山有小口仿佛若光便舍船从入初极狭才通人复行数十步豁然开朗🌸é"\\\n abc']
const ITEM_TYPES: Partial<Record<Stage, string>> = {
  image_generation: 'image',
  camera_movement: 'camera',
  video_generation: 'video',
}

/** Make a project that has not run yet. */
export function createSimulation({ traits, random, publish, onStored, now }: SimulationOptions): Simulation {
  const truth = blankTruth()
  const byStage = <T>(make: () => T) =>
    Object.fromEntries(STAGES.map((stage) => [stage, make()])) as Record<Stage, T>
  const texts = byStage((): string[] => [])
  const statuses = byStage(() => new Set<string>())
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms * traits.pace))
  const sceneCount = random.whole(1, 4)
  /** The token of the current run: a run with another token was stopped. */
  let current = {}
  let runs = 0
  const departures: number[] = []
  /** Settles when the current store-and-publish step is done: it must not be interrupted. */
  let busy: Promise<void> = Promise.resolve()

  const isAtRest = () => truth.status !== 'processing' && truth.status !== 'paused'

  function store(change: () => void) {
    const wasAtRest = isAtRest()
    change()
    if (wasAtRest && !isAtRest()) departures.push(now())
    for (const stage of STAGES) statuses[stage].add(truth.stages[stage].status)
    onStored()
  }

  /** Do something without interruption by another such step. */
  function alone(work: () => Promise<void> | void): Promise<void> {
    busy = busy.then(work)
    return busy
  }

  /** Store and publish, in this server's order, unless the run was stopped. */
  async function announce(
    mine: object,
    change: () => void,
    messages: readonly Json[],
    publishedStatus: [Stage, string] | null = null,
  ) {
    await alone(async () => {
      if (mine !== current) return
      if (publishedStatus) statuses[publishedStatus[0]].add(publishedStatus[1])
      const publishAll = () => messages.forEach(publish)
      if (traits.publishesFirst) publishAll()
      else store(change)
      await sleep(random.between(0, traits.leadMs))
      if (traits.publishesFirst) store(change)
      else publishAll()
    })
    if (mine !== current) throw new Stopped()
  }

  async function work(ms: number, mine: object) {
    await sleep(ms)
    if (mine !== current) throw new Stopped()
  }

  async function writeText(stage: Stage, mine: object): Promise<string> {
    const place = texts[stage].push('') - 1
    let text = ''
    const pieces = random.whole(3, 25)
    const pauseMs = random.pick([20, 100, 400])
    for (let piece = 0; piece < pieces; piece += 1) {
      await work(random.between(0, pauseMs * 2), mine)
      // The texts of different runs differ from the first letter on.
      const letters = Array.from({ length: random.whole(1, 8) }, () => random.pick(LETTERS as [string]))
      const content = (piece === 0 ? `${stage[0] ?? ''}${place}:` : '') + letters.join('')
      text += content
      texts[stage][place] = text
      publish({ type: 'token', stage, content, full_text: text })
    }
    return text
  }

  async function makeItems(stage: Stage, entry: StageTruth, mine: object) {
    if (entry.items.length !== sceneCount) entry.items = Array.from({ length: sceneCount }, () => null)
    for (const [index, item] of entry.items.entries()) {
      if (item !== null) continue
      const place = { current: index + 1, total: sceneCount }
      publish({ type: 'progress', stage, progress: (100 * place.current) / sceneCount, ...place })
      await work(random.between(50, 1_500), mine)
      const name = `${stage}-${index + 1}-${random.whole(1, 1e6)}`
      const type = ITEM_TYPES[stage]
      const message = { type: 'item_completed', stage, item_type: type, sequence_number: place.current }
      await announce(mine, () => (entry.items[index] = name), [message])
    }
  }

  async function makeStage(stage: Stage, entry: StageTruth, mine: object): Promise<() => void> {
    if (stage === 'rewrite') {
      const text = await writeText(stage, mine)
      return () => (entry.text = text)
    }
    if (stage === 'storyboard') {
      const text = await writeText(stage, mine)
      const items = Array.from(
        { length: sceneCount },
        (_, index) => `words of ${index + 1}: ${text.slice(0, 9)}`,
      )
      return () => Object.assign(entry, { text, items })
    }
    if (stage === 'camera_movement') await writeText(stage, mine)
    await makeItems(stage, entry, mine)
    return () => undefined
  }

  async function runStage(stage: Stage, mine: object, fails: boolean) {
    const entry = truth.stages[stage]
    const progress = random.chance(0.5) ? { progress: 0 } : {}
    await announce(mine, () => {
      Object.assign(entry, { status: 'processing', startedAt: now(), completedAt: null, error: '' })
    }, [{ type: 'stage_update', stage, status: 'processing', ...progress }])
    if (random.chance(0.5)) publish({ type: 'stage_update', stage, status: 'processing', message: 'working' })
    await work(random.between(0, 500), mine)
    const keep = await makeStage(stage, entry, mine)
    if (fails) {
      const error = `the model of ${stage}\nsaid "no" (${random.whole(1, 1e6)})`
      await announce(
        mine,
        () => {
          Object.assign(entry, { status: 'failed', completedAt: now(), error })
        },
        [{ type: 'error', stage, error, retry_count: entry.retryCount }],
        [stage, 'failed'],
      )
      return false
    }
    const fullText = texts[stage].at(-1) ?? ''
    const metadata = { success_count: Math.max(1, entry.items.length), failed_count: 0 }
    await announce(
      mine,
      () => {
        keep()
        Object.assign(entry, { status: 'completed', completedAt: now() })
      },
      [
        { type: 'done', stage, result: metadata, full_text: fullText, metadata },
        { type: 'stage_completed', stage, metadata },
      ],
      [stage, 'completed'],
    )
    return true
  }

  async function runAll(mine: object) {
    for (const stage of STAGES) {
      if (truth.stages[stage].status === 'completed') {
        publish({ type: 'stage_update', stage: 'pipeline', status: 'skipped', message: stage })
        continue
      }
      if (await runStage(stage, mine, random.chance(0.08))) continue
      await announce(mine, () => (truth.status = 'failed'), [
        { type: 'pipeline_error', stage: 'pipeline', error: 'a stage has failed' },
      ])
      return
    }
    await announce(mine, () => (truth.status = 'completed'), [
      { type: 'pipeline_done', stage: 'pipeline', metadata: {} },
    ])
  }

  function start() {
    runs += 1
    const mine = (current = {})
    store(() => {
      truth.status = 'processing'
      for (const stage of STAGES)
        if (truth.stages[stage].status === 'processing') truth.stages[stage].status = 'pending'
    })
    runAll(mine).catch((error: unknown) => {
      if (!(error instanceof Stopped)) throw error
    })
  }

  function stop() {
    current = {}
    store(() => {
      truth.status = 'paused'
      for (const stage of STAGES) {
        const entry = truth.stages[stage]
        if (entry.status === 'processing' && !traits.leavesProcessing) entry.status = 'pending'
      }
    })
  }

  const isRunning = () => truth.status === 'processing'

  async function act(action: Action) {
    switch (action) {
      case 'run':
        if (!isRunning() && truth.status !== 'completed') start()
        return
      case 'pause':
        await alone(() => {
          if (!isRunning()) return
          stop()
          if (traits.publishesPause) publish({ type: 'stage_update', stage: 'pipeline', status: 'paused' })
        })
        return
      case 'retry': {
        const failed = STAGES.find((stage) => truth.stages[stage].status === 'failed')
        if (isRunning() || !failed) return
        store(() => {
          const { retryCount, items } = truth.stages[failed]
          truth.stages[failed] = { ...blankStage(retryCount + 1), items }
        })
        await sleep(random.between(0, 800))
        if (!isRunning()) start()
        return
      }
      case 'runFrom': {
        if (isRunning()) return
        const from = random.whole(0, STAGES.length - 1)
        store(() => {
          truth.status = 'paused'
          for (const stage of STAGES.slice(from))
            truth.stages[stage] = blankStage(truth.stages[stage].retryCount)
        })
        await sleep(random.between(0, 800))
        if (!isRunning()) start()
      }
    }
  }

  return {
    truth,
    departures,
    worker: () => (runs % 2 === 1 ? 'first' : 'second'),
    texts,
    statuses,
    act,
    async interrupt() {
      await alone(() => {
        if (isRunning()) stop()
      })
    },
  }
}
