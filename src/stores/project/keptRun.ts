import type { Envelope, SnapshotEnvelope } from '@/pipeline/envelope'
import { retellTexts } from '@/pipeline/retelling'
import type { ProjectState } from '@/pipeline/state'

/*
 * What a tab has seen of a run, kept in the tab's own storage: a reload ends the shared worker with its last tab, the
 * server need not repeat what it has sent, and its snapshot has no text of a running stage. Kept as envelopes, so that
 * showing it again is folding it again, and whatever the server tells then takes its place.
 */

const PREFIX = 'dailies.run.'
/** Raised when envelopes change their shape: what an older version kept is then not read. */
const VERSION = 1
/** Older than this it says too little. */
const MAX_AGE_MS = 30 * 60_000
/** Larger than this only the texts are kept, in UTF-16 units: a tab has room for some 5 million. */
const MAX_LENGTH = 1_000_000
const MAX_PROJECTS = 3
const WRITE_INTERVAL_MS = 5_000

interface Kept {
  readonly version: number
  readonly savedAt: number
  readonly envelopes: readonly Envelope[]
}

/** The tab's storage; null where the browser forbids it. */
function storage(): Storage | null {
  try {
    return globalThis.sessionStorage ?? null
  } catch {
    return null // reading the property is what throws where storage is blocked
  }
}

function parse(text: string | null): Kept | null {
  if (text === null) return null
  try {
    const kept = JSON.parse(text) as Kept
    const isUsable = kept.version === VERSION && Date.now() - kept.savedAt < MAX_AGE_MS
    return isUsable ? kept : null
  } catch {
    return null // another version, or another hand, wrote it
  }
}

/** What was kept of a project in this tab; nothing where it is old or was finished. */
export function readKeptRun(projectId: string): readonly Envelope[] {
  return parse(storage()?.getItem(PREFIX + projectId) ?? null)?.envelopes ?? []
}

/** Remove what is old, and of the rest what exceeds `MAX_PROJECTS` with `newest`, which was written just now. */
function prune(store: Storage, newest: string) {
  const others = Object.keys(store)
    .filter((key) => key.startsWith(PREFIX) && key !== newest)
    .map((key) => ({ key, savedAt: parse(store.getItem(key))?.savedAt ?? 0 }))
    .sort((a, b) => b.savedAt - a.savedAt)
  for (const [index, { key, savedAt }] of others.entries())
    if (savedAt === 0 || index >= MAX_PROJECTS - 1) store.removeItem(key)
}

/** What is to be kept of the first of the choices that is small enough; what cannot be is not even written out. */
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

/** Keep the first of the choices that is small enough; without one, forget what was kept. */
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
    store.removeItem(key) // no room: an old text would be worse than none
  }
}

/** Keeps what a tab sees of a run. */
export interface RunKeeper {
  /** `snapshot`: the last that was applied; null where none was. */
  readonly update: (state: ProjectState, snapshot: SnapshotEnvelope | null) => void
  /** Keep what is known now and stop. */
  readonly stop: () => void
}

/** Make a keeper. It writes when the page is hidden or left, and now and then while a run goes on. */
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
    const texts = retellTexts(state)
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
      if (isKept || retellTexts(state).length > 0) timer ??= setTimeout(save, WRITE_INTERVAL_MS)
    },
    stop() {
      save()
      page?.removeEventListener('visibilitychange', save)
      page?.removeEventListener('pagehide', save)
    },
  }
}
