import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { fetchFaults, requestFault, type FaultRequest } from '@/api/lab/faults'
import { createProject, executeStage, fetchSnapshot, runPipeline } from '@/api/projects'

/** What the lab can have the studio play, in the order of the buttons. */
export const SCENARIOS = [
  'happy',
  'fails',
  'skips',
  'slow',
  'cut',
  'malformed',
  'buffered',
  'silent',
  'reordered',
  'giant',
] as const
/** The name of a scenario. */
export type Scenario = (typeof SCENARIOS)[number]

/** The faults of each; of one that has none the run itself is what is to be seen. */
const FAULTS: Readonly<Record<Scenario, readonly FaultRequest[]>> = {
  happy: [],
  fails: [{ fault: 'fail_stage', stage: 'storyboard', times: 1 }],
  skips: [],
  slow: [{ fault: 'slow', ms: 250 }],
  cut: [{ fault: 'cut_at', bytes: 2_000, times: 1 }],
  malformed: [{ fault: 'malformed', times: 3 }],
  buffered: [{ fault: 'buffer', ms: 3_000 }],
  silent: [{ fault: 'hang' }],
  reordered: [{ fault: 'reorder', times: 4 }],
  giant: [{ fault: 'giant', bytes: 5_000_000, times: 1 }],
}
/** How often, and how long, the end of a stage is waited for. */
const LOOK_INTERVAL_MS = 300
const LOOKS = 100

/** Whether the backend plays scenarios. */
export type Offer =
  | { readonly status: 'unknown' | 'none' | 'offered' }
  | { readonly status: 'failed'; readonly error: ApiError }

/** What is being played, or why it could not be. */
export type ScenarioState =
  | { readonly status: 'idle' }
  | { readonly status: 'preparing' | 'playing'; readonly name: Scenario }
  | { readonly status: 'failed'; readonly name: Scenario; readonly error: ApiError }

/** A story to play with, and how the project is called. */
export interface ScenarioWords {
  readonly name: string
  readonly story: string
}

/** Wait until the lone stage of a project has ended. */
async function untilAtRest(projectId: string): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const { status } = await fetchSnapshot(projectId, new AbortController().signal)
    if (status !== 'processing' && status !== 'queued') return
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS))
  }
}

function setup() {
  const offer = shallowRef<Offer>({ status: 'unknown' })
  const state = shallowRef<ScenarioState>({ status: 'idle' })

  async function play(name: Scenario, words: ScenarioWords, connect: (projectId: string) => Promise<void>) {
    const { id } = await createProject({ ...words, aspectRatio: '16:9' })
    if (name === 'skips') {
      await executeStage(id, 'rewrite')
      await untilAtRest(id)
    }
    // A stream that hangs from its first byte is no stream: this one greets first.
    if (name === 'silent') await connect(id)
    for (const fault of FAULTS[name]) await requestFault(id, fault)
    if (name !== 'silent') await connect(id)
    state.value = { status: 'playing', name }
    await runPipeline(id)
  }

  return {
    offer,
    state,
    /** Find out whether the backend plays scenarios. */
    async ask() {
      try {
        offer.value = { status: (await fetchFaults()) === null ? 'none' : 'offered' }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        offer.value = { status: 'failed', error }
      }
    },
    /**
     * Make a project, ask for the scenario's faults, connect, and run. Never rejects.
     *
     * @param connect opens the stream of the project; settles when it is open
     */
    async start(name: Scenario, words: ScenarioWords, connect: (projectId: string) => Promise<void>) {
      if (state.value.status === 'preparing') return
      state.value = { status: 'preparing', name }
      try {
        await play(name, words, connect)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        state.value = { status: 'failed', name, error }
      }
    },
  }
}

/** The scenarios of the studio, played with projects of their own. */
export const useLabScenarios = defineStore('labScenarios', setup)
