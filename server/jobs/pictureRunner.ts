import { PICTURE_TYPE } from '../../src/protocol/generation'
import { DEFAULT_ASPECT_RATIO } from '../../src/protocol/aspectRatios'
import { findGeneration, insertGeneration, updateGeneration } from '../database/generations'
import { findProject } from '../database/projects'
import { imagesOf, insertImage, scenesOf, type SceneRecord } from '../database/scenes'
import { touchStage } from '../database/stages'
import type { Faults } from '../faults/faults'
import type { StoryContext, StoryScene } from '../producers/types'
import { wordsOf } from '../runs/failure'
import { storyScene } from '../runs/itemStages'
import { pictureSource } from '../runs/madeFrom'
import { storyOf, type StudioParts } from '../runs/runContext'
import { say } from '../texts'
import type { Language } from '../words/language'
import { createWatchers } from './watchers'

/** A picture that a person asks for. */
export interface PictureOrder {
  readonly ownerId: string | null
  /** The project and the scene that get the picture; null for a picture of its own. */
  readonly place: { readonly projectId: string; readonly sceneId: string } | null
  readonly prompt: string
  /** An image file; null for none. */
  readonly reference: Uint8Array | null
  readonly language: Language
}

/** Makes pictures on request, one at a time; others wait in the order in which they were asked for. */
export interface PictureRunner {
  /** @returns the id of the request */
  start(order: PictureOrder): string
  /** Wait until a request changes, at most until `signal` is aborted. */
  changed(id: string, signal: AbortSignal): Promise<void>
  /** End the requests of a project that is about to be deleted, and wait until they have stopped. */
  stop(projectId: string): Promise<void>
  close(): Promise<void>
}

interface Entry {
  readonly id: string
  readonly order: PictureOrder
  readonly controller: AbortController
}

/** A scene that has no words but a prompt. */
function sceneOfPrompt(prompt: string): StoryScene {
  return {
    scene_number: 1,
    narration: '',
    visual_prompt: prompt,
    shot_type: '',
    description: prompt,
    durationSeconds: 0,
  }
}

/** The scene as the prompt describes it. Its narration counts only with its own prompt: another prompt decides alone. */
function sceneAsAsked(scene: SceneRecord, prompt: string): StoryScene {
  const own = storyScene(scene)
  return prompt === own.visual_prompt ? own : { ...own, narration: '', visual_prompt: prompt }
}

/** Create a runner. `onBug`: called with errors of the studio itself. */
export function createPictureRunner(
  parts: StudioParts,
  faults: Faults | null,
  onBug: (error: unknown) => void,
): PictureRunner {
  const { db, hub, media, producers } = parts
  const queue: Entry[] = []
  const waiters = createWatchers<() => void>()
  let working: Promise<void> | null = null
  let isClosed = false

  function change(id: string, next: Parameters<typeof updateGeneration>[2]): void {
    updateGeneration(db, id, next)
    for (const wake of waiters.of(id)) wake()
  }

  async function work(): Promise<void> {
    for (let entry = queue[0]; entry !== undefined && !isClosed; entry = queue[0]) {
      await carryOut(entry).catch(onBug)
      queue.shift()
    }
    working = null
  }

  async function carryOut({ id, order, controller }: Entry): Promise<void> {
    const { signal } = controller
    const { language } = order
    if (signal.aborted || !findGeneration(db, id)) return
    change(id, { status: 'processing' })
    try {
      const slow = faults?.take('slow_job', { jobType: PICTURE_TYPE })
      if (slow) await faults?.wait(slow, signal)
      if (faults?.take('fail_job', { jobType: PICTURE_TYPE }))
        throw new Error(say(language, 'jobFailedOnRequest'))
      const file = await make(order, signal)
      change(id, { status: 'completed', file })
    } catch (error) {
      // The next start of the studio finds what it interrupts now.
      if (isClosed || !findGeneration(db, id)) return
      change(id, { status: 'failed', error: wordsOf(error, language) })
    }
  }

  /** @returns the name of the picture's file */
  async function make(
    { place, prompt, reference, language }: PictureOrder,
    signal: AbortSignal,
  ): Promise<string> {
    const project = place && findProject(db, place.projectId)
    const scene = place && scenesOf(db, place.projectId).find(({ id }) => id === place.sceneId)
    if (place && (!project || !scene)) throw new Error(say(language, 'unknownItem'))
    const story: StoryContext = project
      ? storyOf(project)
      : { projectId: '', story: prompt, aspectRatio: DEFAULT_ASPECT_RATIO, filmLength: 'full' }
    const takes = imagesOf(db, story.projectId).filter((image) => image.scene_id === scene?.id)
    const wanted = scene ? sceneAsAsked(scene, prompt) : sceneOfPrompt(prompt)
    const picture = await producers.picture(wanted, story, signal, { take: takes.length, reference })
    const file = await media.write(picture.image.data, 'jpg')
    signal.throwIfAborted()
    if (scene) await hang(story.projectId, scene, picture, file, language)
    return file
  }

  /** Make a picture the newest one of a scene, and tell those who watch the project. */
  async function hang(
    projectId: string,
    scene: SceneRecord,
    picture: Awaited<ReturnType<typeof producers.picture>>,
    file: string,
    language: Language,
  ): Promise<void> {
    const thumbnail = await media.write(picture.thumbnail.data, 'jpg')
    if (!scenesOf(db, projectId).some(({ id }) => id === scene.id)) {
      await media.remove([file, thumbnail])
      throw new Error(say(language, 'unknownItem'))
    }
    // Another prompt counts like the scene's own: the person has chosen the picture for its present words.
    insertImage(db, scene.id, picture, { file, thumbnail }, pictureSource(scene))
    touchStage(db, projectId, 'image_generation')
    hub.publish(projectId, {
      type: 'item_completed',
      stage: 'image_generation',
      item_type: 'image',
      sequence_number: scene.number,
      metadata: { storyboard_id: scene.id },
    })
  }

  return {
    start(order) {
      const { ownerId, place, prompt } = order
      const id = insertGeneration(db, {
        owner_id: ownerId,
        project_id: place?.projectId ?? null,
        scene_id: place?.sceneId ?? null,
        prompt,
      })
      queue.push({ id, order, controller: new AbortController() })
      working ??= work()
      return id
    },
    async changed(id, signal) {
      if (signal.aborted || isClosed) return
      await new Promise<void>((resolve) => {
        const remove = waiters.add(id, wake)
        function wake(): void {
          signal.removeEventListener('abort', wake)
          remove()
          resolve()
        }
        signal.addEventListener('abort', wake)
      })
    },
    async stop(projectId) {
      const concerned = queue.filter(({ order }) => order.place?.projectId === projectId)
      const isWorking = concerned.some((entry) => entry === queue[0])
      for (const { controller } of concerned) controller.abort()
      if (isWorking) await working
    },
    async close() {
      isClosed = true
      for (const { controller } of queue) controller.abort()
      await working
      for (const id of waiters.ids()) for (const wake of waiters.of(id)) wake()
    },
  }
}
