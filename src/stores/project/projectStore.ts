import { defineStore, getActivePinia } from 'pinia'
import { computed, shallowRef } from 'vue'
import { API_ERRORS } from '@/api/calls/errors'
import { loadMissedRepair } from '@/api/jsonRepair'
import { MEDIA_BASE } from '@/api/projects'
import { createDraftReader } from '@/pipeline/draftReader'
import { selectScenes } from '@/pipeline/scenes'
import { selectProgress, selectRunFacts, type RunFacts } from '@/pipeline/selectors'
import { share } from '@/pipeline/share'
import { initialState, type Scene } from '@/pipeline/state'
import type { ProjectStatus } from '@/protocol/projectRows'
import type { ConnectionState } from '@/transport/connectionState'
import type { Delivery } from '../shared/deliveryWatch'
import { createLease } from '../shared/lease'
import type { LoadState } from '../shared/loadState'
import { createProjectCommands } from './projectCommands'
import { createLiveFeed } from './liveFeed'
import type { FeedSource } from './projectFeed'

/** The status of a run; `unknown` also while the connection is lost and the last known status is too old. */
export type RunStatus = ProjectStatus

/** How long a project stays connected after its last page has closed, so that changing pages keeps the stream. */
const LINGER_MS = 5_000

const LIVE: FeedSource = { name: 'project', createFeed: createLiveFeed }

function setup(projectId: string, source: FeedSource, dispose: () => void) {
  const state = shallowRef(initialState(projectId))
  const connection = shallowRef<ConnectionState>({ status: 'idle' })
  const delivery = shallowRef<Delivery>({ by: 'stream' })
  const load = shallowRef<LoadState>({ status: 'loading' })
  const checking = shallowRef(false)
  const isLost = shallowRef(false)
  const welcomesIdle = shallowRef(false)

  const feed = source.createFeed({
    projectId,
    onState(next) {
      const isTurn = next.status !== state.value.status
      state.value = next
      if (isTurn) review('status')
    },
    onConnection: (next) => (connection.value = next),
    onDelivery: (next) => (delivery.value = next),
    onSnapshot(error) {
      if (error === null) {
        if (load.value.status !== 'ready') load.value = { status: 'ready' }
        review('snapshot')
      } else if (load.value.status !== 'ready' || API_ERRORS[error.kind].isGone)
        load.value = { status: 'failed', error }
    },
    onChecking: (isChecking) => (checking.value = isChecking),
    onLost: (lost) => (isLost.value = lost),
    onIdleStream: (isWelcome) => (welcomesIdle.value = isWelcome),
  })
  const { review, ...commands } = createProjectCommands(projectId, feed)
  const lease = createLease({
    onFirst: feed.open,
    onLast() {
      feed.close()
      dispose()
    },
    lingerMs: LINGER_MS,
  })

  const storyboard = computed(() => state.value.stages.storyboard)
  const images = computed(() => state.value.stages.image_generation)
  const cameras = computed(() => state.value.stages.camera_movement)
  const clips = computed(() => state.value.stages.video_generation)
  /** Grows when texts that could not be read can be read again. */
  const readings = shallowRef(0)
  const readDrafts = computed(() => (readings.value, createDraftReader()))
  const readAgain = () => (readings.value += 1)
  const isSettled = computed(() => state.value.snapshotWantedAt === null)

  return {
    state,
    /** The facts of the project itself; null until the first snapshot. */
    info: computed(() => state.value.info),
    queuePosition: computed(() => state.value.queuePosition),
    /** When each stage worked, and what the run has been seen to do. The same object while nothing changes. */
    runFacts: computed((before?: RunFacts): RunFacts => share(before, selectRunFacts(state.value))),
    connection,
    /** Whether changes arrive by the stream or by polling. */
    delivery,
    load,
    /** Whether the snapshot that follows the opening of a stream is still being fetched. */
    checking,
    /** Whether the server welcomes streams in which nothing happens. */
    welcomesIdle,
    /** The scenes of the film. An unchanged scene stays the same object. */
    scenes: computed((before?: readonly Scene[]): readonly Scene[] => {
      const scenes = selectScenes(
        {
          storyboard: storyboard.value,
          image_generation: images.value,
          camera_movement: cameras.value,
          video_generation: clips.value,
        },
        { isSettled: isSettled.value, mediaBase: MEDIA_BASE, readDrafts: readDrafts.value },
      )
      // Only reading shows whether a text needs repair.
      loadMissedRepair(readAgain)
      return share(before, scenes)
    }),
    /** Overall progress in whole percent; null while nothing is known. */
    progress: computed(() => selectProgress(state.value)),
    runStatus: computed((): RunStatus => (isLost.value ? 'unknown' : state.value.status)),
    /**
     * Follow the project. It is connected from the first follower until some seconds after the last one has left; then
     * the store is disposed.
     *
     * @returns stops following
     */
    follow: lease.take,
    ...commands,
    /** Fetch the snapshot now, and open the stream again if it was given up. */
    async reload() {
      if (load.value.status === 'failed') load.value = { status: 'loading' }
      feed.open()
      await feed.settle()
    },
  }
}

/**
 * The store of one project: the owner of its one connection and the only writer of its state. It connects when a
 * component follows it.
 *
 * @param source where its changes come from; only the first call for a project decides
 * @param pinia the stores that it belongs to, for callers outside of components and of the setup of a store
 */
export function useProjectStore(projectId: string, source: FeedSource = LIVE, pinia = getActivePinia()) {
  const id = `${source.name}/${projectId}`
  const useStore = defineStore(id, () =>
    setup(projectId, source, () => {
      useStore(pinia).$dispose()
      if (pinia) delete pinia.state.value[id]
    }),
  )
  return useStore(pinia)
}
