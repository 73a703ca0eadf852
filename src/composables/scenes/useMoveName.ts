import { useI18n } from '@/locales/i18n'

/**
 * The name of a camera move in the language of the page, by the server's name for it (such as `zoom_in`). A name without
 * a translation is shown with spaces in place of its underscores.
 */
export function useMoveName(): (type: string) => string {
  const { t, te } = useI18n()
  return (type) => {
    const key = `project.move.${type}`
    return te(key) ? t(key) : type.replaceAll('_', ' ')
  }
}
