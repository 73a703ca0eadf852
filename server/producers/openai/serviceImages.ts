import type { AspectRatio } from '../../../src/protocol/aspectRatios'
import type { LocalMedia } from '../localMedia'
import type { Maker, Picture, Producers, StoryContext, StoryScene } from '../types'
import { callService, hostOf, type Service, type ServiceCall } from './service'

/** An image model takes a minute or two; longer than this is a fault. */
const TIMEOUT_MS = 180_000

/** Models of the `gpt-image` family use other sizes, and refuse `response_format`. */
const GPT_IMAGE_SIZES: Readonly<Record<AspectRatio, string>> = {
  '9:16': '1024x1536',
  '16:9': '1536x1024',
  '1:1': '1024x1024',
}
const OTHER_SIZES: Readonly<Record<AspectRatio, string>> = {
  '9:16': '1024x1792',
  '16:9': '1792x1024',
  '1:1': '1024x1024',
}

function requestOf(model: string, scene: StoryScene, story: StoryContext) {
  const own = /^gpt-image/i.test(model)
  return {
    model,
    prompt: scene.visual_prompt,
    n: 1,
    size: (own ? GPT_IMAGE_SIZES : OTHER_SIZES)[story.aspectRatio],
    ...(!own && { response_format: 'b64_json' }),
  }
}

/** The same request as a form with a picture to start from. */
function formOf(request: ReturnType<typeof requestOf>, reference: Uint8Array): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(request)) form.set(name, String(value))
  form.set('image', new Blob([new Uint8Array(reference)]), 'reference')
  return form
}

async function imageIn(answer: Response, call: ServiceCall): Promise<Uint8Array> {
  const body = await answer.text()
  try {
    const json = JSON.parse(body) as { data?: { b64_json?: unknown }[] } | null
    const encoded = json?.data?.[0]?.b64_json
    if (typeof encoded === 'string') return new Uint8Array(Buffer.from(encoded, 'base64'))
  } catch {
    throw call.failure('noImage', answer.status, body)
  }
  throw call.failure('noImage')
}

/** Pictures from the image endpoint of an OpenAI-compatible service; `media` converts them to the project's shape. */
export function createServiceImages(
  service: Service,
  model: string,
  media: Pick<LocalMedia, 'fit'>,
): Pick<Producers, 'picture'> & { readonly imageMaker: Maker } {
  return {
    imageMaker: { provider: hostOf(service), model, prompt: '' },
    async picture(scene, story, signal, wanted): Promise<Picture> {
      const timeout = AbortSignal.timeout(TIMEOUT_MS)
      const call = callService(service, story, AbortSignal.any([signal, timeout]))
      try {
        const request = requestOf(model, scene, story)
        const reference = wanted?.reference ?? null
        const answer =
          reference === null
            ? await call.post('/images/generations', request)
            : await call.post('/images/edits', formOf(request, reference))
        const file = await imageIn(answer, call)
        return await media.fit(file, story, signal).catch(() => {
          signal.throwIfAborted()
          throw call.failure('noImage')
        })
      } catch (cause) {
        signal.throwIfAborted()
        throw timeout.aborted ? call.failure('silent') : cause
      }
    },
  }
}
