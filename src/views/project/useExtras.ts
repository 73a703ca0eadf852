import type { Component, ShallowRef } from 'vue'
import { useLatePart } from '@/composables/app/useLatePart'
import type { ProjectModel } from '@/composables/project/projectModel'

/**
 * What a project's page can do without at first: how long a run usually takes, how things were made, and the keys and
 * addresses of its places.
 *
 * @returns its component; null until the page is idle
 */
export function useExtras(project: ProjectModel): Readonly<ShallowRef<Component | null>> {
  return useLatePart(
    () => project.info !== null,
    () => import('./ProjectExtras.vue'),
    ['making', 'hands'],
  ).part
}
