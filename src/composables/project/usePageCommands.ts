import { useEventListener } from '@vueuse/core'
import { ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useI18n } from '@/locales/i18n'
import { ITEM_STAGES } from '@/pipeline/remake'
import { failedPlaces, placeOf } from '@/presentation/places'
import { isStage, STAGES, type Stage } from '@/protocol/stages'
import { POSSIBLE, type Command } from '../commands/command'
import { RUN_ACTIONS } from '../commands/runActions'
import { useCommands } from '../commands/useCommands'
import type { ProjectHands } from '../hands/projectHands'
import type { UsePlacesReturn } from '../making/usePlaces'
import type { ProjectModel } from './projectModel'

/** A scene that a person is at. `stage`: in whose view; null in the film. */
interface ScenePlace {
  readonly stage: Stage | null
  readonly number: number
}

/** The stage in whose panel an element is; null outside of all panels. */
function stageAround(element: Element): Stage | null {
  const name = element.closest<HTMLElement>('[data-stage]')?.dataset['stage']
  return name !== undefined && isStage(name) ? name : null
}

/**
 * The commands of a project's page: the run, the scene that the person is at (`j` and `k` go to another, `e` edits it, `r`
 * makes it again), all scenes and stages, and the failures.
 *
 * @param page the stage that has the page to itself; null on the dashboard and on the film's page
 * @param hands what can be changed; null while it is not loaded
 */
export function usePageCommands(
  project: ProjectModel,
  page: () => Stage | null,
  places: UsePlacesReturn,
  hands: () => ProjectHands | null,
): void {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  /** The card of a scene that had the focus last; null where it was in the film since. */
  const focused = ref<ScenePlace | null>(null)
  useEventListener(document, 'focusin', ({ target }) => {
    if (!(target instanceof Element) || target.closest('dialog')) return
    const card = target.closest<HTMLElement>('[data-scene]:not([data-film])')
    const stage = stageAround(target)
    if (card && stage) focused.value = { stage, number: Number(card.dataset['scene']) }
    else if (target.closest('[data-film]')) focused.value = null
  })

  /** The scene that a person is at; null while there are none, or none was chosen. */
  function currentScene(): ScenePlace | null {
    const stage = page()
    if (focused.value !== null && (stage === null || focused.value.stage === stage)) return focused.value
    const number =
      stage === null
        ? Number(document.querySelector<HTMLElement>('[data-film]')?.dataset['scene'])
        : placeOf(route.hash, stage)?.scene
    return number ? { stage, number } : null
  }

  function step(by: -1 | 1) {
    const at = currentScene()
    const index = project.scenes.findIndex(({ number }) => number === at?.number)
    const next = index === -1 ? project.scenes[0] : project.scenes[index + by]
    if (next) void places.go({ stage: at?.stage ?? page(), scene: next.number, line: null })
  }
  const open = (stage: Stage) => router.push({ name: 'stage', params: { id: project.id, stage } })

  function runCommands(): readonly Command[] {
    const { runStatus, sending } = project
    const obstacle = sending === null ? null : t('hands.obstacle.sending')
    const action = RUN_ACTIONS[runStatus]
    const failed = project.statuses.filter(({ status }) => status === 'failed')
    return [
      ...(action === null
        ? []
        : [
            {
              group: 'run',
              name: action.name,
              label: t(action.label),
              obstacle,
              run: () => void project.request(action.request),
            } as const,
          ]),
      ...failed.map(({ stage }): Command => ({
        group: 'run',
        name: 'retry',
        label: t('project.failure.retryStage', { stage: t(`project.stage.${stage}`) }),
        obstacle,
        run: () => void project.retry(stage),
      })),
    ]
  }

  /** `e` and `r` are for the text that has the page to itself, else for the scene that the person is at. */
  function handCommands(): readonly Command[] {
    const tools = hands()
    if (tools === null) return []
    const stage = page()
    const at = currentScene() ?? { stage, number: project.scenes[0]?.number ?? 0 }
    const around = at.stage ?? stage
    const item = ITEM_STAGES.find((one) => one === around) ?? 'image_generation'
    const ofScene = stage === 'rewrite' ? [] : tools.sceneCommands(item, at.number)
    const ofPage = stage === null ? [] : tools.stageCommands(stage)
    const ofStages = STAGES.flatMap((one) => (one === stage ? ofPage : tools.stageCommands(one)))
    const isOfText = (name: string) => stage === 'rewrite' || (stage === 'storyboard' && name === 'redo')
    const target = (name: string) =>
      (isOfText(name) ? ofPage : ofScene).find((command) => command.name === name)
    const [edit, redo] = [target('edit'), target('redo')]
    const all = [...ofScene, ...ofStages].map((command) =>
      command === edit ? { ...edit, keys: ['e'] } : command === redo ? { ...redo, keys: ['r'] } : command,
    )
    const nothing = {
      group: 'scene',
      obstacle: t('hands.obstacle.nothingYet'),
      run: () => undefined,
    } as const
    return [
      ...(edit ? [] : [{ ...nothing, name: 'edit', label: t('hands.tools.edit'), keys: ['e'] }]),
      ...(redo ? [] : [{ ...nothing, name: 'redo', label: t('hands.tools.redo'), keys: ['r'] }]),
      ...all,
      ...tools.projectCommands(),
    ]
  }

  function sceneCommands(): readonly Command[] {
    if (page() === 'rewrite' || project.scenes.length === 0) return []
    const at = currentScene()
    return [
      { name: 'scene-next', label: t('hands.go.nextScene'), keys: ['j'], by: 1 } as const,
      { name: 'scene-previous', label: t('hands.go.previousScene'), keys: ['k'], by: -1 } as const,
    ]
      .map(({ by, ...command }): Command => ({
        ...command,
        ...POSSIBLE,
        group: 'scene',
        keysOnly: true,
        run: () => step(by),
      }))
      .concat(
        project.scenes.map(({ number, narration, description }): Command => ({
          ...POSSIBLE,
          group: 'scene',
          name: `scene-${number}`,
          label: t('project.scene.title', { number }),
          about: narration || description,
          run: () => void places.go({ stage: at?.stage ?? page(), scene: number, line: null }),
        })),
      )
  }

  function stageCommands(): readonly Command[] {
    const stage = page()
    const index = stage === null ? -1 : STAGES.indexOf(stage)
    const before = stage === null ? undefined : STAGES[index - 1]
    const after = stage === null ? undefined : STAGES[index + 1]
    const failures = failedPlaces(project.statuses, project.scenes).length
    const list: (Omit<Command, 'group' | 'obstacle'> | false)[] = [
      before !== undefined && {
        name: 'stage-before',
        label: t('hands.go.stageBefore'),
        about: t(`project.stage.${before}`),
        // The second one is what the key gives while a Chinese input method is on.
        keys: ['[', '【'],
        run: () => void open(before),
      },
      after !== undefined && {
        name: 'stage-after',
        label: t('hands.go.stageAfter'),
        about: t(`project.stage.${after}`),
        keys: [']', '】'],
        run: () => void open(after),
      },
      route.name !== 'project' && {
        name: 'dashboard',
        label: t('hands.go.dashboard'),
        keys: ['Escape'],
        isFor: () => !document.fullscreenElement,
        run: () => void router.push({ name: 'project', params: { id: project.id } }),
      },
      failures > 0 && {
        name: 'failure-next',
        label: t('hands.go.nextFailure'),
        keys: ['n'],
        run: () => places.goToFailure(1),
      },
      failures > 0 && {
        name: 'failure-previous',
        label: t('hands.go.previousFailure'),
        keys: ['N'],
        run: () => places.goToFailure(-1),
      },
      ...STAGES.filter((one) => one !== stage).map((one) => ({
        name: `stage-${one}`,
        label: t('hands.go.stage'),
        about: t(`project.stage.${one}`),
        run: () => void open(one),
      })),
    ]
    return list
      .filter((command) => command !== false)
      .map((command): Command => ({ group: 'stage', ...POSSIBLE, ...command }))
  }

  useCommands(() => [...runCommands(), ...handCommands(), ...sceneCommands(), ...stageCommands()])
}
