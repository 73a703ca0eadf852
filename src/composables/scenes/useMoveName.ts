import { useI18n } from 'vue-i18n'

/**
 * The name of a camera move in the person's language, by the server's name for it (such as `zoom_in`); a name that
 * is not in the texts is shown as it came, with spaces for its underscores.
 */
export function useMoveName(): (type: string) => string {
  const { t, te } = useI18n()
  return (type) => {
    const key = `project.move.${type}`
    return te(key) ? t(key) : type.replaceAll('_', ' ')
  }
}
