import * as v from 'valibot'
import { readSnapshot } from '@/api/projects'
import type { Envelope, SnapshotEnvelope } from '@/pipeline/envelope'
import type { ProjectState } from '@/pipeline/state'
import { textEnvelopes, type TextEnvelope } from '@/pipeline/textEnvelopes'
import { steadyNow } from '@/platform/steadyClock'
import { STAGES } from '@/protocol/stages'

/*
 * What a tab has received of a run, kept in its session storage. A reload may end the shared worker, the server need not
 * repeat messages, and its snapshot has no text of a running stage. The tab keeps the last snapshot as the server wrote it,
 * and the texts. After a reload the reducer folds them like any other envelope, so newer data from the server replaces them.
 */

const PREFIX = 'dailies.run.'
/** A run kept for longer than this is ignored. */
const MAX_AGE_MS = 30 * 60_000
/** A larger run is kept without its snapshot, in UTF-16 units. A tab has room for about 5 million. */
const MAX_LENGTH = 1_000_000
const MAX_PROJECTS = 3
const WRITE_INTERVAL_MS = 5_000

/** The shape of what is kept. Another one, perhaps of another version, counts as nothing. */
const keptSchema = v.object({
  /** By the clock of the system, because the steady clock ends with the page. */
  savedAt: v.number(),
  /** The same time by the steady clock, like all others. */
  savedSteadyAt: v.number(),
  snapshot: v.nullable(v.object({ wire: v.unknown(), requestedAt: v.number(), receivedAt: v.number() })),
  texts: v.array(
    v.object({
      kind: v.literal('message'),
      message: v.object({
        type: v.literal('token'),
        projectId: v.string(),
        sentAt: v.nullable(v.number()),
        stage: v.picklist(STAGES),
        content: v.literal(''),
        fullText: v.string(),
      }),
      id: v.nullable(v.string()),
      receivedAt: v.number(),
    }),
  ),
})
type Kept = v.InferOutput<typeof keptSchema>

/** A snapshot, with the answer of the server that it was read from. */
export interface KeptSnapshot {
  readonly envelope: SnapshotEnvelope
  readonly wire: unknown
}

/** What was kept of a run. Its times are those of this page's clock. */
export interface KeptRun {
  /** Null if none was kept, or if it was too large. */
  readonly snapshot: KeptSnapshot | null
  readonly texts: readonly Envelope[]
}

/** The tab's storage; null if the browser forbids it. */
function storage(): Storage | null {
  try {
    return globalThis.sessionStorage ?? null
  } catch {
    return null // where storage is blocked, reading the property throws
  }
}

/** How long ago a run was kept. If the clock has been set back since, just now. */
const ageOf = ({ savedAt }: Kept) => Math.max(0, Date.now() - savedAt)

function parse(text: string | null): Kept | null {
  if (text === null) return null
  try {
    const { success, output } = v.safeParse(keptSchema, JSON.parse(text))
    return success && ageOf(output) < MAX_AGE_MS ? output : null
  } catch {
    return null // not JSON
  }
}

const NOTHING: KeptRun = { snapshot: null, texts: [] }

/** What this tab has kept of a project's run; nothing if it is too old or the run had ended. */
export function readKeptRun(projectId: string): KeptRun {
  const kept = parse(storage()?.getItem(PREFIX + projectId) ?? null)
  if (kept === null) return NOTHING
  const laterMs = steadyNow() - ageOf(kept) - kept.savedSteadyAt
  const texts = kept.texts.map((text) => ({ ...text, receivedAt: text.receivedAt + laterMs }))
  const snapshot = kept.snapshot && readSnapshot(kept.snapshot.wire)
  if (!kept.snapshot || !snapshot) return { snapshot: null, texts }
  const { wire, requestedAt, receivedAt } = kept.snapshot
  const times = { requestedAt: requestedAt + laterMs, receivedAt: receivedAt + laterMs }
  return { snapshot: { envelope: { kind: 'snapshot', snapshot, ...times }, wire }, texts }
}

/** Remove old runs, and the oldest of those beyond `MAX_PROJECTS`. `newest` has just been written and stays. */
function prune(store: Storage, newest: string) {
  const others = Object.keys(store)
    .filter((key) => key.startsWith(PREFIX) && key !== newest)
    .map((key) => ({ key, savedAt: parse(store.getItem(key))?.savedAt ?? 0 }))
    .sort((a, b) => b.savedAt - a.savedAt)
  for (const [index, { key, savedAt }] of others.entries())
    if (savedAt === 0 || index >= MAX_PROJECTS - 1) store.removeItem(key)
}

/** The JSON of a run: with its snapshot if that is small enough, else only the texts; null if they are too large as well. */
function jsonOf(texts: readonly TextEnvelope[], kept: KeptSnapshot | null): string | null {
  const length = texts.reduce((sum, { message }) => sum + message.fullText.length, 0)
  if (length > MAX_LENGTH) return null
  const saved = { savedAt: Date.now(), savedSteadyAt: steadyNow(), texts }
  const snapshot = kept && {
    wire: kept.wire,
    requestedAt: kept.envelope.requestedAt,
    receivedAt: kept.envelope.receivedAt,
  }
  const whole = JSON.stringify({ ...saved, snapshot })
  if (whole.length <= MAX_LENGTH) return whole
  const smaller = JSON.stringify({ ...saved, snapshot: null })
  return smaller.length <= MAX_LENGTH ? smaller : null
}

/** Keep a run; null removes it. */
function write(projectId: string, json: string | null) {
  const store = storage()
  if (!store) return
  const key = PREFIX + projectId
  try {
    if (json === null) store.removeItem(key)
    else store.setItem(key, json)
    prune(store, key)
  } catch {
    store.removeItem(key) // no room, and an outdated text would be worse than none
  }
}

/** Keeps what a tab receives of a run. */
export interface RunKeeper {
  /** `snapshot`: the last one that was applied; null if none was. */
  readonly update: (state: ProjectState, snapshot: KeptSnapshot | null) => void
  /** Keep the latest state and stop. */
  readonly stop: () => void
}

/** Make a keeper. It writes when the page is hidden or left, and every few seconds while a run goes on. */
export function createRunKeeper(projectId: string): RunKeeper {
  const page = globalThis.document?.defaultView ?? null
  let latest: { state: ProjectState; snapshot: KeptSnapshot | null } | null = null
  let isKept = storage()?.getItem(PREFIX + projectId) !== null
  let timer: ReturnType<typeof setTimeout> | null = null

  function save() {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (latest === null) return
    const { state, snapshot } = latest
    latest = null
    const texts = textEnvelopes(state)
    if (texts.length === 0 && !isKept) return
    isKept = texts.length > 0
    write(projectId, isKept ? jsonOf(texts, snapshot) : null)
  }
  page?.addEventListener('visibilitychange', save)
  page?.addEventListener('pagehide', save)

  return {
    update(state, snapshot) {
      latest = { state, snapshot }
      if (isKept || textEnvelopes(state).length > 0) timer ??= setTimeout(save, WRITE_INTERVAL_MS)
    },
    stop() {
      save()
      page?.removeEventListener('visibilitychange', save)
      page?.removeEventListener('pagehide', save)
    },
  }
}
