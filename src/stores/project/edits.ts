import { shallowRef } from 'vue'
import { defineStore, getActivePinia } from 'pinia'
import * as v from 'valibot'
import { ApiError } from '@/api/calls/errors'
import { saveMove, saveRewrite, saveScene, type Change } from '@/api/projectEdits'
import {
  kept,
  sceneKey,
  standingOf,
  storedText,
  typed,
  without,
  type Draft,
  type DraftKey,
  type Drafts,
} from '@/pipeline/drafts'
import { keep, readKeptJson } from '@/platform/keptValue'
import { SCENE_FIELDS, type SceneField } from '@/protocol/sceneFields'
import { createCommand } from '../shared/command'
import { useProjectStore } from './projectStore'

/*
 * What a person changes of a project, and has not saved. It is kept in this browser until it is saved or discarded, so that a
 * reload loses nothing.
 */

const KEY = 'dailies:drafts'
const draftsSchema = v.record(v.string(), v.object({ base: v.string(), text: v.string() }))
const keptSchema = v.record(v.string(), draftsSchema)

/** What a person saves at once: the rewritten story, or the texts of one scene. */
export type EditTarget = { readonly kind: 'rewrite' } | { readonly kind: 'scene'; readonly sceneId: string }

/** How saving ended. After a conflict both versions are there, and the person chooses. */
export type SaveOutcome = 'saved' | 'unchanged' | 'conflict' | 'refused'

const FIELDS = Object.keys(SCENE_FIELDS) as readonly SceneField[]

/** The keys of the texts that are saved together. */
function keysOf(target: EditTarget): readonly DraftKey[] {
  if (target.kind === 'rewrite') return ['rewrite']
  return FIELDS.map((field) => sceneKey(target.sceneId, field))
}

function readAll(): v.InferOutput<typeof keptSchema> {
  const result = v.safeParse(keptSchema, readKeptJson('localStorage', KEY))
  return result.success ? result.output : {}
}

function setup(projectId: string, owner: string) {
  const place = `${owner}/${projectId}`
  const drafts = shallowRef<Drafts>(readAll()[place] ?? {})
  const { state: command, send, dismiss } = createCommand<{ readonly target: EditTarget }>()
  const pinia = getActivePinia()
  const project = () => useProjectStore(projectId, undefined, pinia)

  /** Another tab may have changed other texts: only what this one has changed is written. */
  function write(next: Drafts) {
    const all = readAll()
    const mine: Record<string, Draft | undefined> = { ...all[place], ...next }
    for (const key of Object.keys(drafts.value)) if (!(key in next)) delete mine[key as DraftKey]
    drafts.value = next
    const rest = Object.entries({ ...all, [place]: mine }).filter(([, some]) => Object.keys(some).length > 0)
    keep('localStorage', KEY, rest.length > 0 ? JSON.stringify(Object.fromEntries(rest)) : null)
  }

  const stored = (key: DraftKey) => storedText(project().state, key)

  /** Do something with the project in its newest state, also where no page shows it any longer. */
  async function upToDate<T>(work: () => Promise<T>): Promise<T> {
    const leave = project().follow()
    try {
      await project().reload()
      return await work()
    } finally {
      leave()
    }
  }

  /** The changes of a target, as they stand to the stored texts. A change of something that is gone has no place. */
  function changesOf(target: EditTarget) {
    return keysOf(target).flatMap((key) => {
      const draft = drafts.value[key]
      const text = stored(key)
      return draft === undefined || text === null ? [] : [{ key, draft, standing: standingOf(draft, text) }]
    })
  }

  async function call(
    target: EditTarget,
    changes: readonly { key: DraftKey; draft: Draft }[],
  ): Promise<void> {
    if (target.kind === 'rewrite') {
      for (const { draft } of changes) await saveRewrite(projectId, draft.text, draft.base)
      return
    }
    const fields: Partial<Record<SceneField, Change<string>>> = {}
    for (const field of FIELDS) {
      const change = changes.find(({ key }) => key === sceneKey(target.sceneId, field))
      if (change) fields[field] = { from: change.draft.base, to: change.draft.text }
    }
    await saveScene(projectId, target.sceneId, fields)
  }

  /** Send the changes of a target, if nobody else has changed the same. */
  async function submit(target: EditTarget): Promise<SaveOutcome> {
    const all = changesOf(target)
    if (all.some(({ standing }) => standing === 'conflict')) return 'conflict'
    const changes = all.filter(({ standing }) => standing === 'changed')
    if (changes.length === 0) return 'unchanged'
    try {
      await call(target, changes)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error
      await project().reload()
      return 'conflict'
    }
    // Whatever was typed meanwhile goes on from what has been saved.
    write(changes.reduce((drafts, { key, draft }) => kept(drafts, key, draft.text), drafts.value))
    await project().reload()
    return 'saved'
  }

  function type(key: DraftKey, text: string) {
    const now = stored(key)
    if (now !== null) write(typed(drafts.value, key, text, now))
  }

  async function save(target: EditTarget): Promise<SaveOutcome> {
    let outcome: SaveOutcome = 'refused'
    await send({ target }, async () => {
      outcome = await upToDate(() => submit(target))
      const same = changesOf(target).filter(({ standing }) => standing === 'same')
      const done = same.map(({ key }) => key)
      write(without(drafts.value, done))
    })
    return outcome
  }

  return {
    drafts,
    /** The last saving: on its way, or refused. */
    command,
    dismiss,
    stored,
    changesOf,
    /** A person has typed. */
    type,
    /** Forget what was typed. */
    discard(target: EditTarget) {
      dismiss()
      write(without(drafts.value, keysOf(target)))
    },
    /** Of two versions, keep what was typed: it will replace the stored text. */
    keepMine(key: DraftKey) {
      const now = stored(key)
      if (now !== null) write(kept(drafts.value, key, now))
    },
    /** Of two versions, take the stored one. */
    takeTheirs(key: DraftKey) {
      write(without(drafts.value, [key]))
    },
    /**
     * Save what was typed. Before that the newest state is fetched, so that nobody else's change is overwritten unseen; a
     * server that checks it itself refuses with 409.
     */
    save,
    /** Put texts back that a saving has replaced, unless they have been changed again since. */
    async undo(target: EditTarget, before: ReadonlyMap<DraftKey, string>): Promise<SaveOutcome> {
      const outcome = await upToDate(() => {
        for (const [key, text] of before) type(key, text)
        return save(target)
      })
      if (outcome !== 'saved') write(without(drafts.value, keysOf(target)))
      return outcome
    },
    /** Give a scene another move. It is saved at once. */
    async chooseMove(sceneId: string, cameraId: string, change: { from: string; to: string }) {
      await send({ target: { kind: 'scene', sceneId } }, async () => {
        await saveMove(projectId, cameraId, change)
        await project().reload()
      })
      return command.value.status !== 'refused'
    },
  }
}

/** What a person changes of a project. `owner`: the name of who is signed in; '' for nobody. */
export function useEditStore(projectId: string, owner: string) {
  return defineStore(`edits/${owner}/${projectId}`, () => setup(projectId, owner))()
}
