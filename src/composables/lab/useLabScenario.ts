import { onScopeDispose, watch, type Ref } from 'vue'
import { useI18n } from '@/locales/i18n'
import { useLabScenarios, type Scenario } from '@/stores/lab/labScenarios'
import { LAB_DEFAULTS, type LabSettings } from '@/stores/lab/labSettings'
import { useLabStore } from '@/stores/lab/labStore'

/** Plays scenarios of the studio. The settings change to those of the scenario's project. */
export function useLabScenario(settings: Ref<LabSettings>): (name: Scenario) => Promise<void> {
  const { t } = useI18n()
  const lab = useLabStore()
  const scenarios = useLabScenarios()
  let stop: (() => void) | null = null
  onScopeDispose(() => stop?.())

  /** Connect to a project. @returns settles when the stream is open or has failed */
  function connect(projectId: string): Promise<void> {
    const next: LabSettings = {
      ...settings.value,
      ...LAB_DEFAULTS,
      projectId,
      stage: null,
      rawUrl: '',
      snapshots: true,
    }
    settings.value = next
    lab.connect(next, '')
    return new Promise((resolve) => {
      stop = watch(
        () => lab.connection.status,
        (status) => {
          if (status === 'connecting' || status === 'idle') return
          stop?.()
          resolve()
        },
      )
    })
  }
  return (name) => {
    const words = {
      name: t('labPage.scenarios.projectName', { name: t(`labPage.scenarios.name.${name}`) }),
      story: t('labPage.scenarios.story'),
    }
    return scenarios.start(name, words, connect)
  }
}
