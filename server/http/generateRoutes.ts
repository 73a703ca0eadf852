import { Hono } from 'hono'
import * as v from 'valibot'
import {
  PROMPT_MAX_LENGTH,
  REFERENCE_MAX_BYTES,
  referenceProblem,
  type WireGeneration,
} from '../../src/protocol/generation'
import { activeGenerationCount, findGeneration, type GenerationRecord } from '../database/generations'
import { scenesOf } from '../database/scenes'
import { imageTypeOf } from '../media/imageType'
import { say } from '../texts'
import type { Language } from '../words/language'
import { HttpError, notFound } from './httpError'
import { checkInput, fields, optional, ownId, says, text } from './input'
import { onlyPost } from './onlyPost'
import { ownedProject } from './projectRoutes'
import { errorText } from './projectView'
import { isOthers, languageOf, ownerOf, readForm, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'

/** `project_id` and `storyboard_id` are the studio's own: the scene that gets the picture. */
const startInput = fields({
  prompt: v.pipe(
    text(PROMPT_MAX_LENGTH),
    v.check((value) => value.trim() !== '', says('required')),
  ),
  project_id: optional(ownId),
  storyboard_id: optional(ownId),
})

/** The status is held back for this long if it does not change. */
const HOLD_MS = 10_000
/** How many pictures a person may have waiting. */
const MOST_WAITING = 20
/** A form may be this much larger than its picture. */
const FORM_EXTRA_BYTES = 64 * 1024

/** Pictures on request: ask for one, and for its status. */
export function generateRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/generate/status', (c) => status(studio, c))
  for (const path of ['/generate', '/generate_advanced']) {
    routes.get(path, onlyPost)
    routes.post(path, (c) => start(studio, c))
  }
  return routes
}

async function start(studio: StudioServices, c: StudioContext): Promise<Response> {
  const language = languageOf(c)
  const form = await readForm(c, REFERENCE_MAX_BYTES + FORM_EXTRA_BYTES)
  const { reference_image: file, ...words } = Object.fromEntries(form)
  const input = checkInput(words, startInput, language)
  const ownerId = ownerOf(c)
  const waiting = activeGenerationCount(studio.db, ownerId)
  if (waiting >= MOST_WAITING)
    throw new HttpError(429, { error: say(language, 'tooManyPictures', { count: waiting }) })
  const place = placeOf(studio, c, input.project_id, input.storyboard_id)
  const reference = await referenceOf(file, language)
  const taskId = studio.pictures.start({ ownerId, place, prompt: input.prompt, reference, language })
  return c.json({ taskId }, 202)
}

function placeOf(
  studio: StudioServices,
  c: StudioContext,
  projectId: string | undefined,
  sceneId: string | undefined,
): { projectId: string; sceneId: string } | null {
  if (projectId === undefined || sceneId === undefined) return null
  ownedProject(studio, c, projectId)
  const isKnown = scenesOf(studio.db, projectId).some(({ id }) => id === sceneId)
  if (!isKnown) throw notFound(say(languageOf(c), 'unknownItem'))
  return { projectId, sceneId }
}

/** The bytes of the reference picture; null for none. Its type is read from the bytes, whatever the form calls it. */
async function referenceOf(file: unknown, language: Language): Promise<Uint8Array | null> {
  if (!(file instanceof Blob) || file.size === 0) return null
  const bytes = new Uint8Array(await file.arrayBuffer())
  const problem = referenceProblem({ type: imageTypeOf(bytes) ?? '', size: bytes.length })
  if (problem === null) return bytes
  const words =
    problem === 'type'
      ? say(language, 'referenceType')
      : say(language, 'referenceSize', { count: REFERENCE_MAX_BYTES / 1024 / 1024 })
  throw new HttpError(400, { reference_image: [words] })
}

function generationOf(studio: StudioServices, c: StudioContext): GenerationRecord {
  const id = c.req.query('taskId') ?? ''
  if (id === '') throw new HttpError(400, { error: say(languageOf(c), 'noTaskId') })
  const generation = studio.faults?.take('lost_picture') ? null : findGeneration(studio.db, id)
  if (!generation || isOthers(c, generation)) throw notFound(say(languageOf(c), 'unknownJob'))
  return generation
}

/** Answer at once if the picture is ready or failed; else as soon as its status changes, or after a while. */
async function status(studio: StudioServices, c: StudioContext): Promise<Response> {
  const { id, status: before } = generationOf(studio, c)
  if (before === 'pending' || before === 'processing') {
    const limit = AbortSignal.timeout(HOLD_MS)
    const left = new AbortController()
    c.env.outgoing.once('close', () => left.abort())
    await studio.pictures.changed(id, AbortSignal.any([limit, left.signal]))
  }
  return c.json(view(generationOf(studio, c), languageOf(c)))
}

function view({ status, file, error }: GenerationRecord, language: Language): WireGeneration {
  return {
    data: {
      status,
      result: file === null ? null : `/media/${file}`,
      error: error === null ? null : errorText(error, language, 'jobCutByRestart'),
    },
  }
}
