import { shallowRef, type Component, type ShallowRef } from 'vue'
import { useWhenIdle } from '@/composables/app/useWhenIdle'
import type { ProjectModel } from '@/composables/project/projectModel'
import { loadTexts } from '@/locales/i18n'

/**
 * What a project's page can do without at first: how long a run usually takes, how things were made, and the keys and
 * addresses of its places.
 *
 * @returns its component; null until the page is idle
 */
export function useExtras(project: ProjectModel): Readonly<ShallowRef<Component | null>> {
  const part = shallowRef<Component | null>(null)
  useWhenIdle(
    () => project.info !== null,
    async () => {
      const [module] = await Promise.all([import('./ProjectExtras.vue'), loadTexts('making')])
      part.value = module.default
    },
  )
  return part
}
