import { API_BASE_URL } from '@/env'
import { mediaUrl } from '@/protocol/mediaUrl'
import { generationSchema, generationStartedSchema, type Generation } from '@/protocol/generation'
import { callApi, callApiOnce } from '../calls/http'
import { isOffered } from './offers'

/*
 * Pictures on request, whose status is asked for. The calls throw `ApiError`.
 */

const PATH = '/api/generate'

/** A server may hold a question about the status for up to 30 s. */
const HOLD_LIMIT_MS = 40_000
/** A picture takes a moment to be sent. */
const UPLOAD_LIMIT_MS = 60_000

/** A picture that a person asks for. */
export interface PictureWish {
  readonly prompt: string
  /** A picture to go by; null for none. */
  readonly reference: File | null
  /** The project and the scene that are to get the picture, for servers that can do that. */
  readonly projectId: string
  readonly sceneId: string
}

/** Whether this server makes pictures on request. */
export function offersPictures(): Promise<boolean> {
  return isOffered(PATH)
}

/** Ask for a picture. @returns the id under which its status can be asked for */
export function startPicture({ prompt, reference, projectId, sceneId }: PictureWish): Promise<string> {
  const form = new FormData()
  form.set('prompt', prompt)
  if (reference) form.set('reference_image', reference)
  form.set('project_id', projectId)
  form.set('storyboard_id', sceneId)
  const path = reference === null ? PATH : `${PATH}_advanced`
  return callApi({
    method: 'POST',
    path,
    body: form,
    schema: generationStartedSchema,
    limitMs: UPLOAD_LIMIT_MS,
  })
}

/**
 * Ask for the status of a picture, once. The server may hold the question until there is news. The address of the picture is
 * left out unless it is safe.
 */
export async function fetchGeneration(taskId: string, signal?: AbortSignal): Promise<Generation> {
  const generation = await callApiOnce({
    method: 'GET',
    path: `${PATH}/status?taskId=${encodeURIComponent(taskId)}`,
    schema: generationSchema,
    limitMs: HOLD_LIMIT_MS,
    ...(signal && { signal }),
  })
  return { ...generation, result: mediaUrl(generation.result, API_BASE_URL) }
}
