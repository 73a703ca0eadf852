import { computed, ref, shallowReactive, watch } from 'vue'
import { stagesAtWork } from '@/presentation/stagesAtWork'
import type { StageState } from '@/pipeline/state'
import type { Stage } from '@/protocol/stages'
import { isAtTop } from '@/platform/visibility'

/** Which stages of a dashboard show their views. */
export interface OpenStages {
  readonly isOpen: (stage: Stage) => boolean
  /** Whether the view stands beside the screen, because there is nothing else to show there. */
  readonly isBeside: (stage: Stage) => boolean
  /** Open or fold a view. From then on it stays as the person left it. */
  readonly toggle: (stage: Stage) => void
  /** A person is in this view, or in none: it does not fold under them. */
  readonly hold: (stage: Stage | null) => void
}

/** Open the views of the stages that are at work, and fold them when their work is done, unless a person decides otherwise. */
export function useOpenStages(stages: () => readonly StageState[], hasScenes: () => boolean): OpenStages {
  const chosen = shallowReactive(new Map<Stage, boolean>())
  const held = ref<Stage | null>(null)
  const isHeldBeside = ref(false)
  /** One string, so that it changes only with its content. */
  const atWork = computed(() => stagesAtWork(stages(), hasScenes()).join(' '))
  const failed = computed(() =>
    stages()
      .flatMap(({ stage, status }) => (status === 'failed' ? stage : []))
      .join(' '),
  )
  /** The stages that stay open at the end of a run, because the person has scrolled to them. */
  const left = ref('')

  watch(atWork, (now, before) => {
    left.value = now === '' && !isAtTop() ? before : ''
  })
  // A failure shows itself, whatever was folded before.
  watch(failed, () => {
    for (const { stage, status } of stages()) if (status === 'failed') chosen.delete(stage)
  })

  function isOpen(stage: Stage): boolean {
    return (
      chosen.get(stage) ??
      (held.value === stage || `${atWork.value} ${left.value}`.split(' ').includes(stage))
    )
  }
  return {
    isOpen,
    isBeside: (stage) => stage === 'rewrite' && isOpen(stage) && (!hasScenes() || isHeldBeside.value),
    toggle: (stage) => chosen.set(stage, !isOpen(stage)),
    hold(stage) {
      held.value = stage !== null && isOpen(stage) ? stage : null
      isHeldBeside.value = stage === 'rewrite' && (isHeldBeside.value || !hasScenes())
    },
  }
}
