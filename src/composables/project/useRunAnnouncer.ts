import { useDebounceFn } from '@vueuse/core'
import { computed, watch } from 'vue'
import { useI18n } from '@/locales/i18n'
import { failureWords } from '@/presentation/failureWords'
import { runSayings, type RunMoment, type Saying } from './runSayings'
import { announce } from '../app/useAnnouncer'
import { useTrouble } from '../app/useTrouble'
import type { ProjectModel } from './projectModel'

/** Messages and snapshots cross: what is said has stood for this long, in milliseconds. */
const SETTLED_MS = 400

/** Announce what becomes of a run and of its connection: the stages and the run as a whole, but not tokens or progress. */
export function useRunAnnouncer(project: ProjectModel): void {
  const { t } = useI18n()
  const inTrouble = useTrouble(() => project.connection)
  const isLost = computed(() => inTrouble.value || project.connection.status === 'closed')
  // Scenes change with each token of the storyboard, their number does not.
  const sceneCount = computed(() => project.scenes.length)
  const moment = computed((): RunMoment => ({
    run: project.info === null ? null : project.runStatus,
    stages: project.statuses,
    failed: project.failed,
    sceneCount: sceneCount.value,
    isLost: isLost.value,
  }))

  function toWords(saying: Saying): string {
    switch (saying.kind) {
      case 'working':
        return t(`project.now.${saying.stage}`)
      case 'done':
      case 'skipped':
        return t(`making.said.${saying.kind}`, { stage: t(`project.stage.${saying.stage}`) })
      case 'finished':
        return t('making.said.finished', { count: saying.scenes }, saying.scenes)
      case 'failed': {
        const reason = failureWords(saying.message).head || t('project.failure.wordless')
        return t('making.said.failed', { stage: t(`project.stage.${saying.stage}`), reason })
      }
      default:
        return t(`making.said.${saying.kind}`)
    }
  }

  let said = moment.value
  const speak = useDebounceFn(
    () => {
      const words = runSayings(said, moment.value).map(toWords)
      said = moment.value
      if (words.length > 0) announce(words.join(t('making.said.separator')))
    },
    SETTLED_MS,
    { maxWait: 4 * SETTLED_MS },
  )
  watch(moment, speak)
}
