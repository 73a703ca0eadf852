import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'
import type { CommandState } from '@/stores/project/projectCommands'
import type { Stage } from '@/protocol/stages'

/** What `useRefusal` gives: words for the person, null where nothing was refused. */
export interface UseRefusalReturn {
  /** Why a command about the whole run was refused. */
  readonly ofRun: ComputedRef<string | null>
  /** Why the retry of one stage was refused. */
  readonly ofStage: (stage: Stage) => string | null
}

/** Why the last command was refused: the server's own words where it had any. */
export function useRefusal(command: MaybeRefOrGetter<CommandState>): UseRefusalReturn {
  const { t } = useI18n()
  const refused = computed(() => {
    const state = toValue(command)
    if (state.status !== 'refused') return null
    return { stage: state.stage, words: state.error.detail ?? t(`errors.${state.error.kind}.title`) }
  })
  return {
    ofRun: computed(() => (refused.value?.stage === null ? refused.value.words : null)),
    ofStage: (stage) => (refused.value?.stage === stage ? refused.value.words : null),
  }
}
