import { selectRunFacts } from '@/pipeline/selectors'
import {
  initialState,
  type ProjectInfo,
  type ProjectState,
  type Scene,
  type StageStates,
} from '@/pipeline/state'
import type { ProjectModel } from '@/composables/project/projectModel'
import { STAGES, type Stage } from '@/protocol/stages'

type Waiting = { readonly [S in Stage]: Extract<StageStates[S], { readonly status: 'pending' }> }

function waiting<S extends Stage>(stage: S) {
  return {
    stage,
    status: 'pending',
    stoppedAt: null,
    reason: null,
    attempt: 0,
    startedAt: null,
    knownRun: null,
    text: '',
    textEpoch: 0,
    textEnd: '',
    data: null,
  } as const
}

/** The five stages of a project that has never run. */
export const WAITING: Waiting = {
  rewrite: waiting('rewrite'),
  storyboard: waiting('storyboard'),
  image_generation: waiting('image_generation'),
  camera_movement: waiting('camera_movement'),
  video_generation: waiting('video_generation'),
}

/** Progress without any reported value. */
export const UNTOLD_PROGRESS = {
  percent: null,
  done: null,
  total: null,
  message: null,
} as const

/** The properties of a project. */
export const INFO: ProjectInfo = {
  name: '桃花源记',
  story: '晋太元中，武陵人捕鱼为业。',
  aspectRatio: '9:16',
  createdAt: null,
  updatedAt: null,
  completedAt: null,
  offers: [],
  filmLength: null,
  templates: null,
}

/** A loaded project that has never run. */
export function projectState(changes: Partial<ProjectState> = {}): ProjectState {
  return { ...initialState('p1'), info: INFO, status: 'draft', stages: WAITING, ...changes }
}

/** The view model of a loaded project that has never run. */
export function projectModel(changes: Partial<ProjectModel> = {}): ProjectModel {
  return {
    id: 'p1',
    info: INFO,
    load: { status: 'ready' },
    connection: { status: 'open', since: 0 },
    delivery: { by: 'stream' },
    checking: false,
    lastReceivedAt: null,
    lastNewsAt: null,
    runStatus: 'draft',
    percent: null,
    queuePosition: null,
    stages: STAGES.map((name) => ({
      name,
      state: { value: WAITING[name] },
      text: () => ({ text: '', growth: null }),
    })),
    statuses: STAGES.map((name) => WAITING[name]),
    scenes: [],
    aspectRatio: '9:16',
    seconds: 0,
    runFacts: selectRunFacts(initialState('p')),
    now: 0,
    lostAt: null,
    isReplay: false,
    sending: null,
    failed: null,
    refusalBeyond: () => null,
    refusalOf: () => null,
    request: () => Promise.resolve(),
    retry: () => Promise.resolve(),
    retryScene: () => Promise.resolve(),
    dismissRefusal: () => undefined,
    reload: () => Promise.resolve(),
    ...changes,
  }
}

/** A scene with its narration and nothing else yet. */
export function scene(number: number, changes: Partial<Scene> = {}): Scene {
  return {
    number,
    id: `s${number}`,
    complete: true,
    narration: `第 ${number} 个场景的旁白`,
    description: '',
    imagePrompt: '溪水两岸桃花',
    shotType: '远景',
    durationSeconds: 5,
    image: { status: 'pending' },
    camera: { status: 'pending' },
    clip: { status: 'pending' },
    ...changes,
  }
}

/** A loaded picture. */
export function picture(number: number): Scene['image'] {
  const url = `/media/${number}.jpg`
  return {
    status: 'completed',
    value: { id: `i${number}`, url, thumbnailUrl: `/media/${number}-small.jpg`, width: 720, height: 1280 },
  }
}

/** A finished clip. */
export function clip(number: number): Scene['clip'] {
  return {
    status: 'completed',
    value: {
      id: `c${number}`,
      url: `/media/${number}.mp4`,
      posterUrl: `/media/${number}.jpg`,
      subtitleUrl: `/media/${number}.vtt`,
      durationSeconds: 5,
      width: null,
      height: null,
    },
  }
}

/** A scene's finished camera move, by its name. */
export function move(type: string): Scene['camera'] {
  return { status: 'completed', value: { id: `move of ${type}`, type, description: null, params: {} } }
}
