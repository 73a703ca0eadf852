import { computed, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import { useI18n } from '@/locales/i18n'
import { firstCharacters, characterCount } from '@/protocol/characters'
import { MAX_NAME_LENGTH, MAX_STORY_LENGTH, storyProblem } from '@/protocol/storyText'
import type { useHandStore } from '@/stores/project/hands'
import type { Plan } from '../hands/plan'
import type { ProjectAction } from '../hands/projectHands'
import type { TextRequest } from '../hands/textRequest'
import type { ProjectModel } from './projectModel'
import type { UsePlansReturn } from './usePlans'

/** What the actions open. */
export interface UseProjectActionsOptions {
  /** Why nothing can be made now, in words; null if it can. */
  readonly obstacle: () => string | null
  readonly ask: (plan: Omit<Plan, 'act'>, act: () => Promise<void>) => void
  readonly request: (request: TextRequest) => void
  readonly arrange: () => void
}

/** What can be done with a project as a whole. */
export function useProjectActions(
  project: ProjectModel,
  store: ReturnType<typeof useHandStore>,
  plans: UsePlansReturn,
  { obstacle, ask, request, arrange }: UseProjectActionsOptions,
): ComputedRef<readonly ProjectAction[]> {
  const { t, n } = useI18n()
  const router = useRouter()

  function rename() {
    request({
      title: t('hands.menu.rename'),
      label: t('hands.menu.name'),
      text: project.info?.name ?? '',
      confirm: t('hands.edit.save'),
      check: (text) =>
        text.trim() === ''
          ? t('hands.problem.blank')
          : characterCount(text) > MAX_NAME_LENGTH
            ? t('hands.problem.tooLong', { max: n(MAX_NAME_LENGTH) })
            : null,
      act: (text) => void store.rename(text.trim()),
    })
  }
  function editStory() {
    request({
      title: t('hands.menu.story'),
      label: t('hands.rewrite.story'),
      text: project.info?.story ?? '',
      rows: 14,
      confirm: t('hands.edit.save'),
      check(text) {
        const problem = storyProblem(text)
        if (problem === 'blank') return t('hands.problem.blank')
        return problem === null ? null : t('hands.problem.tooLong', { max: n(MAX_STORY_LENGTH) })
      },
      act: (text) => void store.replaceStory(text),
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
    const nothing = { obstacle: null }
    const list: (ProjectAction | false)[] = [
      { name: 'rename', label: t('hands.menu.rename'), ...nothing, run: rename },
      runStatus === 'draft' && {
        name: 'edit-story',
        label: t('hands.menu.story'),
        ...nothing,
        run: editStory,
      },
      isIdle && {
        name: 'fill-missing',
        label: t('hands.menu.fill'),
        obstacle: obstacle() ?? (missing.length === 0 ? t('hands.obstacle.nothingMissing') : null),
        run: () => ask(plans.remake('missing', missing), () => store.remake(missing)),
      },
      isIdle && {
        name: 'redo-stale',
        label: t('hands.tools.redoStale'),
        obstacle: obstacle() ?? (stale.length === 0 ? t('hands.obstacle.nothingStale') : null),
        run: () => ask(plans.remake('stale', stale), () => store.remake(stale)),
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
        ...nothing,
        run: () => void store.release(),
      },
      { name: 'duplicate', label: t('hands.menu.duplicate'), ...nothing, run: () => void duplicate() },
    ]
    return list.filter((action) => action !== false)
  })
}
