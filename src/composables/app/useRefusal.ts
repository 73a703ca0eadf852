import { unplacedMessage, type ApiError } from '@/api/calls/errors'
import { useI18n } from '@/locales/i18n'

/** How to say why a command was refused: in the server's own words if it sent any, else in ours. */
export function useRefusal(): (error: ApiError) => string {
  const { t } = useI18n()
  return (error) => unplacedMessage(error, []) ?? t(`errors.${error.kind}.title`)
}
