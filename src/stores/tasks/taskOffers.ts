import { shallowRef, type ShallowRef } from 'vue'
import { API_ERRORS, ApiError } from '@/api/calls/errors'
import { offersBatches } from '@/api/tasks/batches'
import { offersPictures } from '@/api/tasks/generation'
import { offersJobs } from '@/api/tasks/jobs'
import { offersTasks } from '@/api/tasks/singleTasks'
import { keep, readKept } from '@/platform/keptValue'

/** The systems of background work that a server may have. */
const SYSTEMS = { jobs: offersJobs, tasks: offersTasks, batches: offersBatches, pictures: offersPictures }
/** A system of background work. */
export type TaskSystem = keyof typeof SYSTEMS
/** Whether the server has a system; `unknown` until it was asked. */
export type Offer = 'unknown' | 'offered' | 'missing'
/** What the server has. */
export type Offers = Readonly<Record<TaskSystem, Offer>>

/** Knows which systems the server has. Each is asked for once a session. */
export interface TaskOffers {
  readonly offers: Readonly<ShallowRef<Offers>>
  /** Ask for what is not known yet. What cannot be told for now stays unknown. */
  readonly ask: () => Promise<void>
  /** The server has shown that it lacks a system. */
  readonly setMissing: (system: TaskSystem) => void
}

const PREFIX = 'dailies.offer.'

function readOffer(system: TaskSystem): Offer {
  const word = readKept('sessionStorage', PREFIX + system)
  return word === 'offered' || word === 'missing' ? word : 'unknown'
}

/** Read what is known of this session's server. `onChange`: called when more is known. */
export function createTaskOffers(onChange: () => void): TaskOffers {
  const offers = shallowRef<Offers>({
    jobs: readOffer('jobs'),
    tasks: readOffer('tasks'),
    batches: readOffer('batches'),
    pictures: readOffer('pictures'),
  })

  function set(system: TaskSystem, next: Exclude<Offer, 'unknown'>) {
    offers.value = { ...offers.value, [system]: next }
    keep('sessionStorage', PREFIX + system, next)
    onChange()
  }

  async function askFor(system: TaskSystem) {
    if (offers.value[system] !== 'unknown') return
    try {
      set(system, (await SYSTEMS[system]()) ? 'offered' : 'missing')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!API_ERRORS[error.kind].isPassing && error.kind !== 'unauthorized') set(system, 'missing')
    }
  }

  return {
    offers,
    async ask() {
      await Promise.all((Object.keys(SYSTEMS) as TaskSystem[]).map(askFor))
    },
    setMissing: (system) => set(system, 'missing'),
  }
}
