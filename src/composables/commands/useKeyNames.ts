import { useI18n } from '@/locales/i18n'
import { isApple } from '@/platform/system'
import { keyNames } from '@/presentation/keyNames'

/** What is written on the keys of this keyboard: names the keys to press together for a key of a command. */
export function useKeyNames(): (name: string) => readonly string[] {
  const { t } = useI18n()
  return (name) => keyNames(name, { space: t('commands.space'), isApple: isApple() })
}
