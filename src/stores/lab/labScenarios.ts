import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { fetchFaults, requestFault, type FaultRequest } from '@/api/lab/faults'
import { createProject } from '@/api/projectList'
import { executeStage, fetchSnapshot, runPipeline } from '@/api/projects'

/** The scenarios that the studio can play, in the order of their buttons. */
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

/** The faults to inject for each scenario. Those without a fault show a plain run. */
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
/** Time between two snapshots while waiting for the end of a stage, in milliseconds. */
const POLL_INTERVAL_MS = 300
const MAX_POLLS = 100

/** Whether the backend offers scenarios. */
export type ScenarioOffer =
  | { readonly status: 'unknown' | 'none' | 'offered' }
  | { readonly status: 'failed'; readonly error: ApiError }

/** The scenario that is playing, or the reason why it could not start. */
export type ScenarioState =
  | { readonly status: 'idle' }
  | { readonly status: 'preparing' | 'playing'; readonly name: Scenario }
  | { readonly status: 'failed'; readonly name: Scenario; readonly error: ApiError }

/** Name and story of the project that a scenario creates. */
export interface ScenarioWords {
  readonly name: string
  readonly story: string
}

/** Wait until the project's only running stage has ended. */
async function stageEnd(projectId: string): Promise<void> {
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const { snapshot } = await fetchSnapshot(projectId, new AbortController().signal)
    if (snapshot.status !== 'processing' && snapshot.status !== 'queued') return
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS))
  }
}

function setup() {
  const offer = shallowRef<ScenarioOffer>({ status: 'unknown' })
  const state = shallowRef<ScenarioState>({ status: 'idle' })

  async function play(name: Scenario, words: ScenarioWords, connect: (projectId: string) => Promise<void>) {
    const film = { aspectRatio: '16:9', filmLength: null, templateSet: null } as const
    const { id } = await createProject({ ...words, ...film })
    if (name === 'skips') {
      await executeStage(id, 'rewrite')
      await stageEnd(id)
    }
    // A stream that hangs before its first byte never opens, so this scenario connects before the fault.
    if (name === 'silent') await connect(id)
    for (const fault of FAULTS[name]) await requestFault(id, fault)
    if (name !== 'silent') await connect(id)
    state.value = { status: 'playing', name }
    await runPipeline(id)
  }

  return {
    offer,
    state,
    /** Find out whether the backend offers scenarios. */
    async loadOffer() {
      try {
        offer.value = { status: (await fetchFaults()) === null ? 'none' : 'offered' }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        offer.value = { status: 'failed', error }
      }
    },
    /**
     * Create a project, inject the scenario's faults, connect, and run. An `ApiError` becomes the state `failed`.
     *
     * @param connect opens the stream of the project and settles when it is open or has failed
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

/** Plays the studio's scenarios, each in a new project. */
export const useLabScenarios = defineStore('labScenarios', setup)
