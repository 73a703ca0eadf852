import { attemptOf } from '@/protocol/attempts'
import { isPlainObject } from '@/protocol/plainObject'
import type { Stage } from '@/protocol/stages'

/*
 * What a backend says about how something was made. Backends differ in what they keep, so the answer is read as it is: what
 * has a name here gets it, and everything else is shown under the backend's own.
 */

/** Facts that have a name in the person's language. */
export const NAMED_FACTS = [
  'provider',
  'model',
  'prompt',
  'tokens',
  'attempt',
  'queue',
  'error',
  'started',
  'completed',
  'created',
  'updated',
  'size',
  'duration',
  'rate',
] as const
/** The name of a fact. */
export type FactName = (typeof NAMED_FACTS)[number]

/** A fact about how something was made. */
export interface MakingFact {
  /** Null for a fact that only the backend has a name for. */
  readonly name: FactName | null
  /** The backend's name: the path in its answer. */
  readonly path: string
  readonly value: string
}

type Json = Readonly<Record<string, unknown>>

function objectAt(value: unknown, key: string): Json {
  const found = isPlainObject(value) ? value[key] : null
  return isPlainObject(found) ? found : {}
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = isPlainObject(value) ? value[key] : null
  return Array.isArray(found) ? found : []
}

/** The names of the wire, and the fact that each stands for. */
const NAMES: Readonly<Record<string, FactName>> = {
  'model_provider.name': 'provider',
  provider: 'provider',
  'model_provider.model_name': 'model',
  model_name: 'model',
  model: 'model',
  prompt_used: 'prompt',
  prompt: 'prompt',
  image_prompt: 'prompt',
  total_tokens: 'tokens',
  token_usage: 'tokens',
  error_message: 'error',
  started_at: 'started',
  completed_at: 'completed',
  created_at: 'created',
  updated_at: 'updated',
  duration: 'duration',
  duration_seconds: 'duration',
  fps: 'rate',
}

/** What is said elsewhere on the page or in another fact: the results themselves, and what belongs together with others. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'stage_type',
  'stage_type_display',
  'status_display',
  'status',
  'retry_count',
  'max_retries',
  'original_text',
  'rewritten_text',
  'scene_description',
  'narration_text',
  'sequence_number',
  'storyboard_id',
  'width',
  'height',
  'domain_data',
  'storyboards',
  'text',
  'count',
])

/** Nested values are named by their path; deeper ones than this are shown as JSON. */
const MAX_DEPTH = 4

/** The values in an answer with their paths, without empty ones. */
function* leaves(
  value: unknown,
  path: string,
  depth = 0,
): Generator<readonly [path: string, value: unknown]> {
  if (value === null || value === undefined || value === '') return
  if (Array.isArray(value) && value.length === 0) return
  if (!isPlainObject(value) || depth >= MAX_DEPTH) {
    yield [path, value]
    return
  }
  for (const [key, inner] of Object.entries(value))
    if (!LEFT_OUT.has(key)) yield* leaves(inner, path === '' ? key : `${path}.${key}`, depth + 1)
}

function nameOf(path: string): FactName | null {
  const parts = path.split('.')
  const [last = '', owner] = [parts.at(-1), parts.at(-2)]
  return NAMES[`${owner}.${last}`] ?? NAMES[last] ?? null
}

function factOf(path: string, value: unknown): MakingFact {
  return { name: nameOf(path), path, value: typeof value === 'string' ? value : JSON.stringify(value) }
}

function numberAt(value: Json, key: string): number | null {
  const found = value[key]
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

/** Which attempt this was, and of how many: `2/4`. */
function attemptFact(of: Json): readonly MakingFact[] {
  const retryCount = numberAt(of, 'retry_count')
  if (retryCount === null) return []
  const attempt = attemptOf({ status: String(of['status']), retryCount })
  const most = numberAt(of, 'max_retries')
  const value = most === null ? String(attempt) : `${attempt}/${Math.max(attempt, most + 1)}`
  return [{ name: 'attempt', path: 'retry_count', value }]
}

function sizeFact(of: Json): readonly MakingFact[] {
  const [width, height] = [numberAt(of, 'width'), numberAt(of, 'height')]
  return width && height ? [{ name: 'size', path: 'width', value: `${width} × ${height}` }] : []
}

/** All facts in an object of the answer, the named ones first and in their order. */
function factsIn(of: Json): readonly MakingFact[] {
  const all = [
    ...attemptFact(of),
    ...sizeFact(of),
    ...[...leaves(of, '')].map(([path, value]) => factOf(path, value)),
  ]
  const rank = ({ name }: MakingFact) => (name === null ? NAMED_FACTS.length : NAMED_FACTS.indexOf(name))
  return all.sort((a, b) => rank(a) - rank(b))
}

function entryOf(project: unknown, stage: Stage): Json {
  return (
    listAt(project, 'stages').find((one): one is Json => isPlainObject(one) && one['stage_type'] === stage) ??
    {}
  )
}

/** The entry of a scene in what a stage has produced. */
function sceneIn(project: unknown, stage: Stage, number: number): Json {
  const scenes = listAt(entryOf(project, stage)['domain_data'], 'storyboards')
  return scenes.find((one): one is Json => isPlainObject(one) && one['sequence_number'] === number) ?? {}
}

/** What a stage made for a scene; the newest where there are several. */
function itemOf(project: unknown, stage: Stage, number: number): Json {
  const scene = sceneIn(project, stage, number)
  switch (stage) {
    case 'rewrite':
      return {}
    case 'storyboard':
      return scene
    case 'camera_movement':
      return objectAt(scene, 'camera_movement')
    case 'image_generation':
    case 'video_generation': {
      const [newest] = listAt(scene, stage === 'image_generation' ? 'images' : 'videos')
      return isPlainObject(newest) ? newest : {}
    }
  }
}

/** A picture is drawn from the words of the storyboard, where the picture itself does not say from which. */
function promptFact(project: unknown, number: number): readonly MakingFact[] {
  const prompt = sceneIn(project, 'storyboard', number)['image_prompt']
  return typeof prompt === 'string' && prompt !== ''
    ? [{ name: 'prompt', path: 'image_prompt', value: prompt }]
    : []
}

/**
 * What the backend says about how a stage, or its item of one scene, was made.
 *
 * @param project the snapshot as the server wrote it
 * @param scene number of the scene; null for the stage as a whole
 */
export function makingFacts(project: unknown, stage: Stage, scene: number | null): readonly MakingFact[] {
  if (scene !== null) {
    const facts = factsIn(itemOf(project, stage, scene))
    const lacksPrompt = stage === 'image_generation' && !facts.some(({ name }) => name === 'prompt')
    return facts.length > 0 && lacksPrompt ? [...promptFact(project, scene), ...facts] : facts
  }
  const entry = entryOf(project, stage)
  const position = isPlainObject(project) ? numberAt(project, 'queue_position') : null
  const queue: readonly MakingFact[] =
    position === null ? [] : [{ name: 'queue', path: 'queue_position', value: String(position) }]
  return [...queue, ...factsIn({ ...objectAt(entry, 'domain_data'), ...entry })]
}
