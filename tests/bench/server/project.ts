import { STAGES, type Stage } from '../../../src/protocol/stages'

/** The ID of the only project. */
export const PROJECT_ID = 'bench'

const STORY = '晋太元中，武陵人捕鱼为业。缘溪行，忘路之远近。'
const LONG_AGO = '2026-01-01T00:00:00.000Z'

/** The state of the project that its snapshot shows. */
export interface ProjectFacts {
  readonly status: 'draft' | 'processing' | 'completed'
  readonly rewrite: {
    readonly status: 'pending' | 'processing' | 'completed'
    readonly text: string
    readonly startedAt: string | null
    readonly completedAt: string | null
  }
  /** The number of finished scenes. */
  readonly scenes: number
}

/** A project that has never run. */
export const FRESH: ProjectFacts = {
  status: 'draft',
  rewrite: { status: 'pending', text: '', startedAt: null, completedAt: null },
  scenes: 0,
}

/** A project with a finished film of `scenes` scenes. */
export function finished(scenes: number): ProjectFacts {
  const rewrite = { status: 'completed', text: STORY, startedAt: LONG_AGO, completedAt: LONG_AGO } as const
  return { status: 'completed', rewrite, scenes }
}

const numbers = (scenes: number) => Array.from({ length: scenes }, (_, index) => index + 1)

function storyboards(scenes: number) {
  return numbers(scenes).map((number) => ({
    id: `s${number}`,
    sequence_number: number,
    scene_description: `远景：人物、小舟、花、溪流、树林；春，白日；第 ${number} 景`,
    narration_text: `第 ${number} 景。渔人沿着溪水走，忽然看见一片桃花林。`,
    image_prompt: `远景：人物、小舟、花、溪流、树林；春，白日；第 ${number} 景`,
    duration_seconds: 4,
    generation_metadata: { shot_type: '远景' },
  }))
}

function items(stage: Stage, scenes: number) {
  return numbers(scenes).map((number) => {
    const scene = { storyboard_id: `s${number}`, sequence_number: number }
    const still = `/media/${number}-small.jpg`
    if (stage === 'image_generation') {
      const image = { id: `i${number}`, image_url: `/media/${number}.jpg`, thumbnail_url: still }
      return {
        ...scene,
        images: [{ ...image, width: 720, height: 1280, status: 'completed', retry_count: 0 }],
      }
    }
    if (stage === 'camera_movement') {
      const params = { from: { x: 0.6, y: 0.5, scale: 1.28 }, to: { x: 0.4, y: 0.5, scale: 1.28 } }
      const move = { id: `m${number}`, movement_type: 'pan_left' }
      const movement_params = { ...params, description: '镜头自右向左横摇，扫过画面。' }
      return { ...scene, camera_movement: { ...move, movement_params } }
    }
    const video = { id: `v${number}`, video_url: `/media/${number}.mp4`, thumbnail_url: still, duration: 4 }
    return { ...scene, videos: [{ ...video, width: 360, height: 640, fps: 24, status: 'completed' }] }
  })
}

function domainData(stage: Stage, { rewrite, scenes }: ProjectFacts) {
  if (stage === 'rewrite') return { original_text: STORY, rewritten_text: rewrite.text, model_provider: null }
  if (scenes === 0) return null
  if (stage === 'storyboard') return { count: scenes, storyboards: storyboards(scenes) }
  return { storyboards: items(stage, scenes) }
}

function stageEntry(stage: Stage, facts: ProjectFacts) {
  const { status, startedAt, completedAt } = facts.rewrite
  const isMade = facts.scenes > 0
  const [word, start, end] =
    stage === 'rewrite'
      ? [status, startedAt, completedAt]
      : isMade
        ? ['completed', LONG_AGO, LONG_AGO]
        : ['pending', null, null]
  return {
    id: stage,
    stage_type: stage,
    status: word,
    input_data: {},
    output_data: {},
    retry_count: 0,
    max_retries: null,
    error_message: '',
    started_at: start,
    completed_at: end,
    domain_data: domainData(stage, facts),
  }
}

/** The project's row in the list. */
export function rowOf({ status }: ProjectFacts) {
  return {
    id: PROJECT_ID,
    name: '桃花源记',
    display_name: '桃花源记',
    description: '',
    original_topic: STORY,
    status,
    queue_position: null,
    aspect_ratio: '9:16',
    stages_count: STAGES.length,
    completed_stages_count: 0,
    progress_percentage: 0,
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    completed_at: null,
  }
}

/** The project's snapshot. */
export function snapshotOf(facts: ProjectFacts) {
  return { ...rowOf(facts), idle_stream: true, stages: STAGES.map((stage) => stageEntry(stage, facts)) }
}
