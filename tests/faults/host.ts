import { RUN_END_TYPES, type MessageType } from '../../src/protocol/messages'
import { frameOf } from './frames'
import { createPipe, type Pipe, type Sink } from './pipe'
import type { FaultName, Plan } from './plan'
import type { Random } from './random'
import { createSimulation, type Simulation } from './simulation'
import { snapshotOf, type Json } from './truth'

/** A request of a client. */
export interface HostRequest {
  readonly path: string
  readonly method: string
  readonly header: (name: string) => string | null
}

/** How a request is answered. */
export type HostAnswer =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'silence' }
  | {
      readonly kind: 'text'
      readonly status: number
      readonly headers: Record<string, string>
      readonly body: string
    }
  /** `into` sends the stream's bytes to a sink. It returns a function for the reader to leave. */
  | { readonly kind: 'stream'; readonly into: (sink: Sink) => () => void }

/** A simulated server and its network, following a plan. */
export interface Host {
  readonly simulation: Simulation
  /** Start the actions and faults of the plan. */
  readonly start: () => void
  readonly ask: (request: HostRequest) => Promise<HostAnswer>
  readonly openStreams: () => number
}

interface Remembered {
  readonly id: string
  readonly frame: Uint8Array
}

const HISTORY = 60
/** How far a replica of the database may lag behind. */
const MAX_LAG_MS = 2_000
const REFUSALS = [500, 502, 503, 429, 408] as const
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Make a host; nothing happens before `start()`. */
export function createHost({ traits, actions, faults }: Plan, random: Random): Host {
  const active: FaultName[] = []
  const isActive = (fault: FaultName) => active.includes(fault)
  const pipes = new Set<Pipe>()
  const now = (): number =>
    Date.now() + traits.clockSkewMs - (simulation.worker() === 'second' ? traits.secondWorkerBehindMs : 0)
  let history: Remembered[] = []
  let lastId = traits.ids === 'growing' ? 1_700_000_000_000 : 0
  let versions: { at: number; body: string }[] = []
  let access = 1

  const simulation = createSimulation({ traits, random, now, publish, onStored: remember })

  function remember() {
    versions = versions.filter(
      ({ at }, index) => index === versions.length - 1 || at > Date.now() - MAX_LAG_MS * 2,
    )
    versions.push({ at: Date.now(), body: snapshotOf(simulation.truth, traits) })
  }

  function encode(message: Json, id: string | null) {
    const timestamp = traits.timestamps ? { timestamp: now() / 1000 } : {}
    return frameOf({ project_id: 'p', channel: 'project:p', ...timestamp, ...message }, id, traits)
  }

  function publish(message: Json) {
    if (isActive('restart')) return
    lastId += 1
    const id = traits.ids === 'none' ? null : String(lastId)
    const isImplied =
      !traits.namesStages && ['token', 'progress', 'item_completed'].includes(String(message['type']))
    const frame = encode(isImplied ? { ...message, stage: undefined } : message, id)
    if (id !== null) history = [...history, { id, frame }].slice(-HISTORY)
    const isLast = RUN_END_TYPES.has(message['type'] as MessageType)
    for (const pipe of [...pipes]) {
      pipe.send(frame)
      if (isLast) pipe.end()
    }
  }

  function openStream(sink: Sink, lastEventId: string | null) {
    const pipe = createPipe({ sink, traits, random, isActive, onClosed: () => pipes.delete(pipe) })
    pipes.add(pipe)
    pipe.send(encode({ type: 'connected', message: 'watching' }, null))
    const known = traits.replays ? history.findIndex(({ id }) => id === lastEventId) : -1
    if (known !== -1) for (const { frame } of history.slice(known + 1)) pipe.send(frame)
    return pipe.leave
  }

  function startFault(fault: FaultName) {
    active.push(fault)
    if (fault === 'expired') access += 1
    if (fault === 'restart') {
      history = []
      if (traits.ids === 'anew') lastId = 0
      if (traits.restartStopsRun) void simulation.interrupt()
    }
    for (const pipe of [...pipes]) pipe.startFault(fault)
  }
  function endFault(fault: FaultName) {
    active.splice(active.indexOf(fault), 1)
    for (const pipe of [...pipes]) pipe.endFault(fault)
  }

  function refusal(): HostAnswer {
    if (random.chance(0.2))
      return text(200, '{"id": "p", "stages": [', { 'Content-Type': 'application/json' })
    const status = random.pick(REFUSALS)
    return text(status, 'no', status === 503 ? { 'Retry-After': String(random.whole(0, 3)) } : {})
  }
  const text = (status: number, body: string, headers: Record<string, string> = {}): HostAnswer => ({
    kind: 'text',
    status,
    headers,
    body,
  })

  async function snapshot(): Promise<HostAnswer> {
    const asOf = isActive('oldSnapshot') ? Date.now() - random.between(0, MAX_LAG_MS) : Date.now()
    const version = versions.findLast(({ at }) => at <= asOf) ?? versions[0]
    await sleep(isActive('slowSnapshot') ? random.between(300, 8_000) : random.between(1, 150))
    return text(200, version?.body ?? '', { 'Content-Type': 'application/json' })
  }

  async function ask({ path, method, header }: HostRequest): Promise<HostAnswer> {
    await sleep(random.between(1, 20))
    if (isActive('down') || isActive('restart')) return { kind: 'unreachable' }
    if (isActive('hang')) return { kind: 'silence' }
    if (method === 'POST') return text(200, JSON.stringify({ access: String(access), refresh: `r${access}` }))
    const bearer = header('authorization')
    if (traits.asksForSignIn && bearer !== `Bearer ${access}`) return text(401, '{"detail": "expired"}')
    if (path.includes('/sse/')) {
      if (isActive('streamRefused')) {
        const answer = refusal()
        // For a stream, status 200 with another content type would be final.
        return answer.kind === 'text' && answer.status === 200 ? text(500, '') : answer
      }
      return { kind: 'stream', into: (sink) => openStream(sink, header('last-event-id')) }
    }
    return isActive('snapshotRefused') ? refusal() : snapshot()
  }

  return {
    simulation,
    start() {
      remember()
      for (const { name, from, until } of faults) {
        setTimeout(() => startFault(name), from)
        setTimeout(() => endFault(name), until)
      }
      for (const { at, action } of actions) setTimeout(() => void simulation.act(action), at)
    },
    ask,
    openStreams: () => pipes.size,
  }
}
