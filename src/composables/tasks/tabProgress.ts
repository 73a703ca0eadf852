import { computed, watch } from 'vue'
import type { Router } from 'vue-router'
import { useProjectStore } from '@/stores/project/projectStore'
import { titlePrefix } from '../app/usePageTitle'

/** The icon of the tab with a bar of this length below it, in percent. */
function iconWith(percent: number): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#171310"/><path d="M9 3.5v15l14-7.5z" fill="#e9b25c"/><path d="M3 26h26" stroke="#5a5048" stroke-width="6"/><path d="M3 26h${(26 * percent) / 100}" stroke="#e9b25c" stroke-width="6"/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/**
 * Show the progress of a run in the title and the icon of the tab, so that it can be followed from another one.
 *
 * @returns stops
 */
export function startTabProgress(router: Router): () => void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const usual = icon?.getAttribute('href') ?? null
  const percent = computed(() => {
    const { name, params } = router.currentRoute.value
    if (name !== 'project' && name !== 'stage') return null
    const project = useProjectStore(String(params['id']))
    return project.runStatus === 'processing' ? project.progress : null
  })
  return watch(
    percent,
    (now) => {
      titlePrefix.value = now === null ? '' : `${now} % · `
      if (icon && usual !== null) icon.setAttribute('href', now === null ? usual : iconWith(now))
    },
    { immediate: true },
  )
}
