import { ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { loadLabMessages } from '@/locales/messages'
import { useLocale } from '../app/useLocale'

/**
 * Load the texts of the lab, which the other pages do not need.
 *
 * @returns whether the texts of the current language are loaded
 */
export function useLabTexts(): Readonly<Ref<boolean>> {
  const i18n = useI18n({ useScope: 'global' })
  const { locale } = useLocale()
  const ready = ref(i18n.te('labPage.title'))
  watch(
    locale,
    async (next) => {
      ready.value = i18n.te('labPage.title')
      if (ready.value) return
      i18n.mergeLocaleMessage(next, await loadLabMessages(next))
      ready.value = i18n.te('labPage.title')
    },
    { immediate: true, flush: 'sync' },
  )
  return ready
}
