import { useI18n } from '@/locales/i18n'
import { formatTimecode } from '@/presentation/timecode'
import type { PhaseTime } from '@/presentation/waterfall'

/** How long a phase lasted, in words: short ones to a tenth of a second. The texts of `making` must be loaded. */
export function usePhaseWords(): (time: PhaseTime) => string {
  const { t } = useI18n()
  return ({ phase, seconds }) => {
    const time = seconds < 60 ? t('making.seconds', { count: seconds.toFixed(1) }) : formatTimecode(seconds)
    return t(`making.phase.${phase}`, { time })
  }
}
