import { useI18n } from '@/locales/i18n'
import { formatTimecode } from '@/presentation/timecode'
import { usualSeconds } from '@/presentation/estimate'
import { ITEMS, planRemake, type ItemStage, type RemakeKind, type RemakeStep } from '@/pipeline/remake'
import { selectStageText } from '@/pipeline/selectors'
import { characterCount } from '@/protocol/characters'
import { STAGES, type Stage } from '@/protocol/stages'
import { readPastRuns } from '@/stores/project/pastRuns'
import type { Plan } from '../hands/plan'
import type { ProjectModel } from './projectModel'

/** What each command would change, in words. */
export interface UsePlansReturn {
  readonly redo: (stage: Stage, scene: number | null) => Omit<Plan, 'act'>
  readonly runFrom: (stage: Stage) => Omit<Plan, 'act'>
  readonly rollBack: (stage: Stage) => Omit<Plan, 'act'>
  readonly remake: (kind: RemakeKind, steps: readonly RemakeStep[]) => Omit<Plan, 'act'>
  readonly stepsOf: (kind: RemakeKind, stage: ItemStage | null) => readonly RemakeStep[]
}

/** @param person the name of whoever is signed in; '' for nobody */
export function usePlans(project: ProjectModel, person: string): UsePlansReturn {
  const { t, n } = useI18n()
  const nameOf = (stage: Stage) => t(`project.stage.${stage}`)

  /** How much a stage has made. */
  function amountOf(stage: Stage): number {
    if (stage === 'storyboard') return project.scenes.length
    if (stage === 'rewrite') {
      const state = project.stages[0]?.state.value
      return state ? characterCount(selectStageText(state)) : 0
    }
    return project.scenes.filter((scene) => scene[ITEMS[stage]].status === 'completed').length
  }
  function amount(stage: Stage, count = amountOf(stage)): string {
    return count === 0 ? t('hands.becomes.none') : t(`hands.amount.${stage}`, { count: n(count) }, count)
  }
  const later = (stage: Stage) => STAGES.slice(STAGES.indexOf(stage) + 1).filter((one) => amountOf(one) > 0)
  const fromHere = (stage: Stage) => [stage, ...later(stage)]

  function note(steps: readonly RemakeStep[]): string | null {
    const seconds = usualSeconds(readPastRuns(person), steps)
    return seconds === null ? null : t('hands.confirm.usually', { time: formatTimecode(seconds) })
  }
  function wholeStep(stage: Stage): readonly RemakeStep[] {
    const sceneIds = project.scenes.flatMap(({ id }) => (id === null ? [] : [id]))
    return stage in ITEMS ? [{ stage: stage as ItemStage, sceneIds }] : []
  }

  return {
    redo(stage, number) {
      const scene = project.scenes.find((one) => one.number === number)
      const hasItem = (one: Stage) =>
        one in ITEMS && (scene ? scene[ITEMS[one as ItemStage]].status === 'completed' : true)
      const followers = later(stage)
        .filter((one) => scene === undefined || hasItem(one))
        .map((one) => {
          // A new storyboard has other scenes: nothing of the old ones remains.
          const isLost = stage === 'storyboard'
          const count = scene ? 1 : amountOf(one)
          return {
            what: nameOf(one),
            now: amount(one, count),
            becomes: t(isLost ? 'hands.becomes.lost' : 'hands.becomes.marked'),
            isLost,
          }
        })
      const steps = scene?.id ? [{ stage: stage as ItemStage, sceneIds: [scene.id] }] : wholeStep(stage)
      const own = {
        what: nameOf(stage),
        now: amount(stage, scene ? 1 : amountOf(stage)),
        becomes: t('hands.becomes.anew'),
        isLost: false,
      }
      return {
        title: scene
          ? t(`hands.confirm.redoItem.${stage as ItemStage}`, { number: scene.number })
          : t('hands.confirm.redoStage', { stage: nameOf(stage) }),
        changes: [own, ...followers],
        note: note(steps),
        confirm: t('hands.confirm.doRedo'),
      }
    },
    runFrom: (stage) => ({
      title: t('hands.confirm.runFrom', { stage: nameOf(stage) }),
      changes: fromHere(stage).map((one) => ({
        what: nameOf(one),
        now: amount(one),
        becomes: t('hands.becomes.anew'),
        isLost: false,
      })),
      note: note(fromHere(stage).flatMap(wholeStep)),
      confirm: t('hands.confirm.doRunFrom'),
    }),
    rollBack: (stage) => ({
      title: t('hands.confirm.rollback', { stage: nameOf(stage) }),
      changes: fromHere(stage).map((one) => ({
        what: nameOf(one),
        now: amount(one),
        becomes: t('hands.becomes.lost'),
        isLost: true,
      })),
      note: null,
      confirm: t('hands.confirm.doRollback'),
    }),
    remake: (kind, steps) => ({
      title: t(`hands.confirm.${kind}`),
      changes: steps.map(({ stage, sceneIds }) => ({
        what: nameOf(stage),
        now: amount(stage),
        becomes: t(kind === 'missing' ? 'hands.becomes.added' : 'hands.becomes.anewCount', {
          count: n(sceneIds.length),
        }),
        isLost: false,
      })),
      note: note(steps),
      confirm: t(kind === 'missing' ? 'hands.confirm.doMissing' : 'hands.confirm.doStale'),
    }),
    stepsOf(kind, stage) {
      const steps = planRemake(project.scenes, kind)
      return stage === null ? steps : steps.filter((step) => step.stage === stage)
    },
  }
}
