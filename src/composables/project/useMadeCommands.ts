import { useI18n } from '@/locales/i18n'
import { ITEM_STAGES, ITEMS, type ItemStage, type RemakeKind, type RemakeStep } from '@/pipeline/remake'
import type { Stage } from '@/protocol/stages'
import type { useHandStore } from '@/stores/project/hands'
import { POSSIBLE, type Command } from '../commands/command'
import type { Plan } from '../hands/plan'
import type { ProjectModel } from './projectModel'
import type { UsePlansReturn } from './usePlans'

/** What the commands open. */
export interface UseMadeCommandsOptions {
  /** Why nothing can be made now, in words; null if it can. */
  readonly obstacle: () => string | null
  readonly ask: (plan: Omit<Plan, 'act'>, act: () => Promise<unknown>) => void
  /** Make items again or for the first time, after a question. */
  readonly remake: (kind: RemakeKind, steps: readonly RemakeStep[]) => void
  readonly editRewrite: () => void
  readonly editScene: (number: number) => void
  readonly showVersions: (stage: Stage, number: number) => void
}

/** What can be done with what a stage has made. */
export interface UseMadeCommandsReturn {
  /** Of the stage as a whole. */
  readonly stageCommands: (stage: Stage) => readonly Command[]
  /** Of the scene, and of what the stage has made for it. */
  readonly sceneCommands: (stage: Stage, number: number) => readonly Command[]
}

/** The item that a stage makes for each scene; null for a stage of text. */
function itemStageOf(stage: Stage): ItemStage | null {
  return ITEM_STAGES.find((one) => one === stage) ?? null
}

/** The commands that change what has been made, make it again, or take it back. */
export function useMadeCommands(
  project: ProjectModel,
  store: ReturnType<typeof useHandStore>,
  plans: UsePlansReturn,
  { obstacle, ask, remake, editRewrite, editScene, showVersions }: UseMadeCommandsOptions,
): UseMadeCommandsReturn {
  const { t } = useI18n()

  function redo(stage: Stage, number: number | null) {
    const id = project.scenes.find((one) => one.number === number)?.id ?? null
    ask(plans.redo(stage, number), () => store.redo(stage, id))
  }

  function stageCommands(stage: Stage): readonly Command[] {
    const status = project.statuses.find((one) => one.stage === stage)?.status
    // A stage that waits is missing everything: the run makes it.
    if (status !== 'completed' && status !== 'failed') return []
    const shared = {
      group: 'stage',
      about: t(`project.stage.${stage}`),
      obstacle: obstacle(),
    } as const
    const item = itemStageOf(stage)
    const missing = item === null ? [] : plans.stepsOf('missing', item)
    const isStale = item !== null && plans.stepsOf('stale', item).length > 0
    const count = missing[0]?.sceneIds.length ?? 0
    const list: (Command | false)[] = [
      stage === 'rewrite' &&
        status === 'completed' && {
          ...shared,
          ...POSSIBLE,
          name: 'edit',
          label: t('hands.tools.edit'),
          run: editRewrite,
        },
      count > 0 && {
        ...shared,
        name: 'fill-missing',
        label: t('hands.tools.fill', { count }, count),
        run: () => remake('missing', missing),
      },
      isStale && {
        ...shared,
        name: 'redo-stale',
        label: t('hands.tools.redoStale'),
        run: () => remake('stale', plans.stepsOf('stale', null)),
      },
      {
        ...shared,
        name: 'redo',
        label: t(status === 'failed' ? 'hands.tools.retryAlone' : 'hands.tools.redo'),
        run: () => redo(stage, null),
      },
      {
        ...shared,
        name: 'run-from',
        label: t('hands.tools.runFrom'),
        run: () => ask(plans.runFrom(stage), () => store.runFrom(stage)),
      },
      {
        ...shared,
        name: 'rollback',
        label: t('hands.tools.rollback'),
        run: () => ask(plans.rollBack(stage), () => store.rollBack(stage)),
      },
    ]
    return list.filter((command) => command !== false)
  }

  function sceneCommands(stage: Stage, number: number): readonly Command[] {
    const scene = project.scenes.find((one) => one.number === number)
    if (!scene || scene.id === null) return []
    const item = itemStageOf(stage)
    const versions = store.versionsOf(stage, number)?.items.length ?? 0
    const list: (Command | false)[] = [
      {
        ...POSSIBLE,
        group: 'scene',
        name: 'edit',
        label: t('hands.tools.editScene', { number }),
        run: () => editScene(number),
      },
      versions > 1 && {
        ...POSSIBLE,
        group: 'scene',
        name: 'versions',
        label: t('hands.tools.versions', { number, count: versions }),
        run: () => showVersions(stage, number),
      },
      item !== null &&
        scene[ITEMS[item]].status === 'completed' && {
          group: 'scene',
          name: 'redo',
          label: t(`hands.tools.redoItem.${item}`, { number }),
          obstacle: obstacle(),
          run: () => redo(stage, number),
        },
    ]
    return list.filter((command) => command !== false)
  }

  return { stageCommands, sceneCommands }
}
