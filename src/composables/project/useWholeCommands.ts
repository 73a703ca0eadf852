import { computed, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import { ApiError } from '@/api/calls/errors'
import { useI18n } from '@/locales/i18n'
import { firstCharacters, characterCount } from '@/protocol/characters'
import { MAX_NAME_LENGTH, MAX_STORY_LENGTH, storyProblem } from '@/protocol/storyText'
import type { RemakeKind, RemakeStep } from '@/pipeline/remake'
import type { TemplateSet } from '@/protocol/templateSets'
import type { useHandStore } from '@/stores/project/hands'
import { showNotice } from '../app/useNotices'
import { useRefusal } from '../app/useRefusal'
import { POSSIBLE, type Command } from '../commands/command'
import type { TextRequest } from '../hands/textRequest'
import { useUndo } from '../hands/useUndo'
import type { ProjectModel } from './projectModel'
import type { UsePlansReturn } from './usePlans'

/** What the commands open. */
export interface UseWholeCommandsOptions {
  /** Why nothing can be made now, in words; null if it can. */
  readonly obstacle: () => string | null
  /** Make items again or for the first time, after a question. */
  readonly remake: (kind: RemakeKind, steps: readonly RemakeStep[]) => void
  readonly request: (request: TextRequest) => void
  readonly arrange: () => void
  /** Fetch the prompt template sets of the server. Rejects with `ApiError`. */
  readonly templateSets: () => Promise<readonly TemplateSet[]>
}

/** What can be done with a project as a whole. */
export function useWholeCommands(
  project: ProjectModel,
  store: ReturnType<typeof useHandStore>,
  plans: UsePlansReturn,
  { obstacle, remake, request, arrange, templateSets }: UseWholeCommandsOptions,
): ComputedRef<readonly Command[]> {
  const { t, n } = useI18n()
  const router = useRouter()
  const offerUndo = useUndo(project.id)
  const toWords = useRefusal()

  /** Change a text, and offer to put the one before back. */
  async function change(save: (text: string) => Promise<boolean>, text: string, before: string) {
    if (text !== before && (await save(text))) offerUndo(() => save(before))
  }

  function rename() {
    const before = project.info?.name ?? ''
    request({
      title: t('hands.menu.rename'),
      label: t('hands.menu.name'),
      text: before,
      confirm: t('hands.edit.save'),
      check: (text) =>
        text.trim() === ''
          ? t('hands.problem.blank')
          : characterCount(text) > MAX_NAME_LENGTH
            ? t('hands.problem.tooLong', { max: n(MAX_NAME_LENGTH) })
            : null,
      act: (text) => void change(store.rename, text.trim(), before),
    })
  }
  function editStory() {
    const before = project.info?.story ?? ''
    request({
      title: t('hands.menu.story'),
      label: t('hands.rewrite.story'),
      text: before,
      rows: 14,
      confirm: t('hands.edit.save'),
      check(text) {
        const problem = storyProblem(text)
        if (problem === 'blank') return t('hands.problem.blank')
        return problem === null ? null : t('hands.problem.tooLong', { max: n(MAX_STORY_LENGTH) })
      },
      act: (text) => void change(store.replaceStory, text, before),
    })
  }
  async function chooseTemplates() {
    const before = project.info?.templates?.chosen ?? ''
    const sets = await templateSets().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error
      showNotice({ id: 'templates', text: toWords(error), tone: 'failed' })
      return null
    })
    if (sets?.length === 0) showNotice({ id: 'templates', text: t('hands.menu.noTemplates') })
    if (sets === null || sets.length === 0) return
    request({
      title: t('hands.menu.templates'),
      label: t('hands.menu.templates'),
      text: before,
      choices: sets.map(({ id, name }) => ({ value: id, label: name })),
      confirm: t('hands.edit.save'),
      check: () => null,
      act: (text) => void change(store.chooseTemplates, text, before),
    })
  }
  async function duplicate() {
    const name = t('hands.menu.copyOf', { name: project.info?.name ?? '' })
    const id = await store.duplicate(firstCharacters(name, MAX_NAME_LENGTH))
    if (id !== null) await router.push({ name: 'project', params: { id } })
  }

  return computed(() => {
    const { info, runStatus, scenes } = project
    const missing = plans.stepsOf('missing', null)
    const stale = plans.stepsOf('stale', null)
    const isIdle = runStatus !== 'draft' && runStatus !== 'queued'
    const list: (Omit<Command, 'group'> | false)[] = [
      { name: 'rename', label: t('hands.menu.rename'), ...POSSIBLE, run: rename },
      runStatus === 'draft' && {
        name: 'edit-story',
        label: t('hands.menu.story'),
        ...POSSIBLE,
        run: editStory,
      },
      info !== null &&
        info.templates !== null && {
          name: 'templates',
          label: t('hands.menu.templates'),
          obstacle: obstacle(),
          run: () => void chooseTemplates(),
        },
      isIdle && {
        name: 'fill-missing',
        label: t('hands.menu.fill'),
        obstacle: obstacle() ?? (missing.length === 0 ? t('hands.obstacle.nothingMissing') : null),
        run: () => remake('missing', missing),
      },
      isIdle && {
        name: 'redo-stale',
        label: t('hands.tools.redoStale'),
        obstacle: obstacle() ?? (stale.length === 0 ? t('hands.obstacle.nothingStale') : null),
        run: () => remake('stale', stale),
      },
      info?.offers.includes('reorder') === true &&
        scenes.length > 1 && {
          name: 'arrange',
          label: t('hands.order.title'),
          obstacle: obstacle(),
          run: arrange,
        },
      runStatus === 'queued' && {
        name: 'release',
        label: t('hands.menu.release'),
        ...POSSIBLE,
        run: () => void store.release(),
      },
      { name: 'duplicate', label: t('hands.menu.duplicate'), ...POSSIBLE, run: () => void duplicate() },
    ]
    return list
      .filter((command) => command !== false)
      .map((command): Command => ({ group: 'project', ...command }))
  })
}
