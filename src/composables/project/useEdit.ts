import { computed } from 'vue'
import { useI18n } from '@/locales/i18n'
import { characterCount } from '@/protocol/characters'
import { readSeconds, SCENE_FIELDS, type SceneField } from '@/protocol/sceneFields'
import { MAX_SCENE_SECONDS, MAX_SCENE_TEXT_LENGTH, MIN_SCENE_SECONDS } from '@/protocol/sceneLimits'
import { MAX_STORY_LENGTH } from '@/protocol/storyText'
import { sceneKey, standingOf, type DraftKey } from '@/pipeline/drafts'
import type { Scene } from '@/pipeline/state'
import type { EditTarget, useEditStore } from '@/stores/project/edits'
import { useRefusal } from '../app/useRefusal'
import { useUndo } from '../hands/useUndo'
import type { EditedText, EditModel, RewriteEditModel, SceneEditModel } from '../hands/handsModel'
import type { ProjectModel } from './projectModel'

type EditStore = ReturnType<typeof useEditStore>

/** What is wrong with a text, in words; null if nothing is. */
type Check = (text: string) => string | null

/** How the editors of a project work: what they show, and what their buttons do. */
export interface UseEditReturn {
  readonly rewrite: RewriteEditModel
  readonly sceneOf: (scene: Scene) => SceneEditModel
}

/** @param onSaved called when everything that was typed has been saved */
export function useEdit(project: ProjectModel, edits: EditStore, onSaved: () => void): UseEditReturn {
  const { t, n } = useI18n()
  const toWords = useRefusal()
  const offerUndo = useUndo(project.id)

  const atMost = (max: number): Check => {
    return (text) => (characterCount(text) > max ? t('hands.problem.tooLong', { max: n(max) }) : null)
  }
  const filled = (max: number): Check => {
    return (text) => (text.trim() === '' ? t('hands.problem.blank') : atMost(max)(text))
  }
  const checkSeconds: Check = (text) => {
    const seconds = readSeconds(text)
    const isFit = seconds !== null && seconds >= MIN_SCENE_SECONDS && seconds <= MAX_SCENE_SECONDS
    return isFit ? null : t('hands.problem.seconds', { min: n(MIN_SCENE_SECONDS), max: n(MAX_SCENE_SECONDS) })
  }
  const CHECKS: Readonly<Record<SceneField, Check>> = {
    narration: filled(MAX_SCENE_TEXT_LENGTH),
    description: atMost(MAX_SCENE_TEXT_LENGTH),
    imagePrompt: atMost(MAX_SCENE_TEXT_LENGTH),
    durationSeconds: checkSeconds,
  }

  function editedText(key: DraftKey, check: Check): EditedText {
    const draft = computed(() => edits.drafts[key] ?? null)
    const stored = computed(() => edits.stored(key) ?? '')
    return {
      get text() {
        return draft.value?.text ?? stored.value
      },
      get stored() {
        return stored.value
      },
      get standing() {
        if (draft.value === null) return null
        const standing = standingOf(draft.value, stored.value)
        // What is being saved differs from what is known of the server until the answer has been read.
        return standing === 'conflict' && edits.command.status === 'sending' ? 'changed' : standing
      },
      get problem() {
        return draft.value === null ? null : check(draft.value.text)
      },
      type: (text) => edits.type(key, text),
      keepMine: () => edits.keepMine(key),
      takeTheirs: () => edits.takeTheirs(key),
    }
  }

  function editModel(
    target: EditTarget,
    texts: () => readonly EditedText[],
    stageName: 'rewrite' | 'storyboard',
  ): EditModel {
    const isMine = () => {
      const { command } = edits
      return command.status !== 'idle' && JSON.stringify(command.target) === JSON.stringify(target)
    }
    const stage = () => project.stages.find(({ name }) => name === stageName)?.state.value
    const model: EditModel = {
      get isChanged() {
        return texts().some(({ standing }) => standing !== null && standing !== 'same')
      },
      get isConflict() {
        return texts().some(({ standing }) => standing === 'conflict')
      },
      get obstacle() {
        return stage()?.status === 'running' ? t('hands.obstacle.stage') : null
      },
      get isSaving() {
        return edits.command.status === 'sending' && isMine()
      },
      get refusal() {
        return edits.command.status === 'refused' && isMine() ? toWords(edits.command.error) : null
      },
      async save() {
        const isReady = model.isChanged && !model.isConflict && !model.isSaving && model.obstacle === null
        if (!isReady || texts().some(({ problem }) => problem !== null)) return
        const before = new Map(edits.changesOf(target).map(({ key, draft }) => [key, draft.base]))
        if ((await edits.save(target)) !== 'saved') return
        offerUndo(async () => (await edits.undo(target, before)) === 'saved')
        if (!model.isChanged) onSaved()
      },
      discard: () => edits.discard(target),
      dismissRefusal: () => edits.dismiss(),
    }
    return model
  }

  /** `Object.assign` would read the getters once. */
  function extended<A extends object, B extends object>(model: A, more: B): A & B {
    return Object.defineProperties(
      {},
      {
        ...Object.getOwnPropertyDescriptors(model),
        ...Object.getOwnPropertyDescriptors(more),
      },
    ) as A & B
  }

  const text = editedText('rewrite', filled(MAX_STORY_LENGTH))
  return {
    rewrite: extended(
      editModel({ kind: 'rewrite' }, () => [text], 'rewrite'),
      {
        rewrite: text,
        get story() {
          return project.info?.story ?? ''
        },
      },
    ),
    sceneOf(scene) {
      const { id, number } = scene
      const sceneId = id ?? ''
      const entries = (Object.keys(SCENE_FIELDS) as SceneField[]).map(
        (field) => [field, editedText(sceneKey(sceneId, field), CHECKS[field])] as const,
      )
      const target: EditTarget = { kind: 'scene', sceneId }
      return extended(
        editModel(target, () => entries.map(([, edited]) => edited), 'storyboard'),
        {
          get scene() {
            return project.scenes.find((one) => one.id === id) ?? { ...scene, number }
          },
          fields: Object.fromEntries(entries) as unknown as SceneEditModel['fields'],
          async chooseMove(type: string) {
            const { camera } = project.scenes.find((one) => one.id === id) ?? scene
            if (camera.status !== 'completed' || camera.value.id === null) return
            const { id: cameraId, type: before } = camera.value
            if (await edits.chooseMove(sceneId, cameraId, { from: before, to: type }))
              offerUndo(() => edits.chooseMove(sceneId, cameraId, { from: type, to: before }))
          },
        },
      )
    },
  }
}
