import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import { useProjectStore } from '../../src/stores/project/projectStore'
import type { Stage } from '../../src/protocol/stages'
import type { Simulation } from './simulation'
import type { Traits } from './traits'
import { problemsAtEnd, problemsBetween } from './verdict'

/** A page of a project: the real store and everything below it. */
export interface Page {
  /** What was wrong at any moment so far. */
  readonly problems: readonly string[]
  /** The text of a stage that the page shows now. */
  readonly text: (stage: Stage) => string
  /** What is wrong now, after enough time to learn the truth. */
  readonly problemsNow: () => string[]
  readonly leave: () => void
}

/** Open a page and check every state that it shows. */
export function openPage(projectId: string, simulation: Simulation, traits: Traits): Page {
  const app = createApp({}).use(createPinia())
  const store = app.runWithContext(() => useProjectStore(projectId))
  const problems: string[] = []
  const stopWatching = watch(
    () => store.state,
    (after, before) => {
      if (problems.length > 5) return
      problems.push(...problemsBetween(before, after, simulation, traits))
    },
    { flush: 'sync' },
  )
  const stopFollowing = store.follow()
  return {
    problems,
    text: (stage) => store.state.stages[stage].text,
    problemsNow() {
      const found = problemsAtEnd(store.state, simulation, traits)
      if (store.runStatus !== simulation.truth.status) found.push(`the run is said to be ${store.runStatus}`)
      const expected = traits.welcomesIdle || simulation.truth.status === 'processing' ? 'open' : 'idle'
      if (store.connection.status !== expected) found.push(`the connection is ${store.connection.status}`)
      if (store.load.status !== 'ready') found.push(`the page is ${store.load.status}`)
      return found
    },
    leave() {
      stopWatching()
      stopFollowing()
    },
  }
}
