import { useEventListener } from '@vueuse/core'
import { nextTick, onScopeDispose, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { failedPlaces, hashOf, placeOf, type Place } from '@/presentation/places'
import type { Stage } from '@/protocol/stages'
import type { ProjectModel } from '../project/projectModel'

/** Where a place is on the page. On the page of a stage everything belongs to that stage. */
function elementAt(place: Place): HTMLElement | null {
  const panel = place.stage === null ? 'main' : `[data-stage="${place.stage}"]`
  const within = document.querySelector<HTMLElement>(panel)
  if (within === null) return null
  if (place.line !== null)
    return within.querySelectorAll<HTMLElement>('[data-live-text] .line')[place.line - 1] ?? null
  if (place.scene === null) return within
  // Beside a stage, a scene is its frame in the film.
  const item = place.stage === null ? 'frame-of' : 'scene'
  return within.querySelector<HTMLElement>(`[data-${item}="${place.scene}"]`)
}

/** Show an element and put the focus on it. */
function arriveAt(element: HTMLElement) {
  if (!element.matches('a, button, [tabindex]')) element.tabIndex = -1
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: 'center', inline: 'center' })
  // A frame of the film takes the play head to its scene.
  if (element.matches('[data-frame-of]')) element.click()
}

/** What `usePlaces` returns. */
export interface UsePlacesReturn {
  /** Show a place and put the focus on it. */
  readonly go: (place: Place) => Promise<void>
  /** Go to the next failure (1), or to the one before (-1). */
  readonly goToFailure: (by: -1 | 1) => void
}

/**
 * Places in a project: an address leads to a stage, a scene or a line and puts the focus there; a press on a line of a text
 * gives the page the address of that line.
 *
 * @param stage the stage that has the page to itself; null on the dashboard
 */
export function usePlaces(project: ProjectModel, stage: () => Stage | null): UsePlacesReturn {
  const route = useRoute()
  const router = useRouter()
  let search: MutationObserver | null = null
  /** The address that this page has given itself, so that there is nothing to restore. */
  let ownHash: string | null = null

  function stopSearch() {
    search?.disconnect()
    search = null
  }

  /** Go to the place of the address, as soon as it is on the page. */
  function restore() {
    stopSearch()
    const place = placeOf(route.hash, stage())
    if (place === null) return
    const arrive = () => {
      const element = elementAt(place)
      if (element === null) return false
      stopSearch()
      arriveAt(element)
      return true
    }
    if (arrive()) return
    search = new MutationObserver(() => void arrive())
    search.observe(document.body, { childList: true, subtree: true })
  }

  watch(
    () => route.hash,
    async (hash) => {
      if (hash === ownHash) return
      ownHash = null
      await nextTick()
      restore()
    },
    { immediate: true },
  )
  // A person who does something else no longer waits for the place.
  useEventListener(document, ['pointerdown', 'wheel'], stopSearch, { passive: true })
  useEventListener(document, 'keydown', ({ key }) => {
    if (key === 'Escape') stopSearch()
  })
  onScopeDispose(stopSearch)

  async function go(place: Place) {
    ownHash = null
    const here = stage()
    const elsewhere = here !== null && here !== place.stage
    const hash = hashOf(place, here === null || elsewhere)
    if (elsewhere) await router.push({ name: 'project', params: { id: project.id }, hash })
    else if (route.hash === hash) restore()
    else await router.replace({ hash })
  }

  function goToFailure(by: -1 | 1) {
    const all = failedPlaces(project.statuses, project.scenes)
    if (all.length === 0) return
    const at = all.findIndex((place) => elementAt(place) === document.activeElement)
    const next = at === -1 ? (by === 1 ? 0 : all.length - 1) : (at + by + all.length) % all.length
    const place = all[next]
    if (place) void go(place)
  }

  useEventListener(document, 'click', (event) => {
    const here = stage()
    if (here === null || !(event.target instanceof Element) || !document.getSelection()?.isCollapsed) return
    const line = event.target.closest('[data-live-text] .line')
    const text = line?.closest('[data-live-text]')
    if (!line || !text) return
    const number = [...text.querySelectorAll('.line')].indexOf(line) + 1
    ownHash = hashOf({ stage: here, scene: null, line: number }, false)
    void router.replace({ hash: ownHash })
  })

  return { go, goToFailure }
}
