import type { Envelope, SnapshotEnvelope } from '@/pipeline/envelope'
import { textEnvelopes } from '@/pipeline/textEnvelopes'
import type { ProjectState } from '@/pipeline/state'

/*
 * What a tab has received of a run, kept in its session storage. A reload may end the shared worker, the server need not
 * repeat messages, and its snapshot has no text of a running stage. The tab keeps the run as envelopes. After a reload
 * the reducer folds them like any other, so newer data from the server replaces them.
 */

const PREFIX = 'dailies.run.'
/** Raise this when the shape of envelopes changes; runs kept by older versions are then ignored. */
const VERSION = 1
/** A run kept for longer than this is ignored. */
const MAX_AGE_MS = 30 * 60_000
/** A larger run is kept without its snapshot, in UTF-16 units. A tab has room for about 5 million. */
const MAX_LENGTH = 1_000_000
const MAX_PROJECTS = 3
const WRITE_INTERVAL_MS = 5_000

interface Kept {
  readonly version: number
  readonly savedAt: number
  readonly envelopes: readonly Envelope[]
}

/** The tab's storage; null if the browser forbids it. */
function storage(): Storage | null {
  try {
    return globalThis.sessionStorage ?? null
  } catch {
    return null // where storage is blocked, reading the property throws
  }
}

function parse(text: string | null): Kept | null {
  if (text === null) return null
  try {
    const kept = JSON.parse(text) as Kept
    const isUsable = kept.version === VERSION && Date.now() - kept.savedAt < MAX_AGE_MS
    return isUsable ? kept : null
  } catch {
    return null // another version wrote it, or somebody edited it
  }
}

/** What this tab has kept of a project's run; empty if it is too old or the run had ended. */
export function readKeptRun(projectId: string): readonly Envelope[] {
  return parse(storage()?.getItem(PREFIX + projectId) ?? null)?.envelopes ?? []
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

/** The first choice that is small enough, as JSON. A choice with long texts is skipped before it is serialized. */
function firstSmall(choices: readonly (readonly Envelope[])[]): string | undefined {
  for (const envelopes of choices) {
    if (lengthOfTexts(envelopes) > MAX_LENGTH) continue
    const text = JSON.stringify({ version: VERSION, savedAt: Date.now(), envelopes } satisfies Kept)
    if (text.length <= MAX_LENGTH) return text
  }
  return undefined
}

function lengthOfTexts(envelopes: readonly Envelope[]): number {
  return envelopes.reduce((sum, envelope) => {
    const isToken = envelope.kind === 'message' && envelope.message.type === 'token'
    return sum + (isToken ? (envelope.message.fullText?.length ?? 0) : 0)
  }, 0)
}

/** Keep the first choice that is small enough; if there is none, remove the stored one. */
function write(projectId: string, choices: readonly (readonly Envelope[])[]) {
  const store = storage()
  if (!store) return
  const text = firstSmall(choices)
  const key = PREFIX + projectId
  try {
    if (text === undefined) store.removeItem(key)
    else store.setItem(key, text)
    prune(store, key)
  } catch {
    store.removeItem(key) // no room, and an outdated text would be worse than none
  }
}

/** Keeps what a tab receives of a run. */
export interface RunKeeper {
  /** `snapshot`: the last one that was applied; null if none was. */
  readonly update: (state: ProjectState, snapshot: SnapshotEnvelope | null) => void
  /** Keep the latest state and stop. */
  readonly stop: () => void
}

/** Make a keeper. It writes when the page is hidden or left, and every few seconds while a run goes on. */
export function createRunKeeper(projectId: string): RunKeeper {
  const page = globalThis.document?.defaultView ?? null
  let latest: { state: ProjectState; snapshot: SnapshotEnvelope | null } | null = null
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
    if (!isKept) write(projectId, [])
    else write(projectId, snapshot === null ? [texts] : [[snapshot, ...texts], texts])
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
