import { readFileSync } from 'node:fs'

/** The entry of one scene in a stage of a snapshot. */
type Entry = Record<string, unknown>

interface Snapshot extends Record<string, unknown> {
  readonly stages: readonly {
    readonly stage_type: string
    readonly domain_data: { readonly storyboards?: readonly Entry[] } & Entry
  }[]
}

/** A narration whose length depends on the scene, so that neighbouring cards differ in height. */
function narrationOf(number: number): string {
  return `第 ${number} 个场景。${'渔人沿着溪水走，忽然看见一片桃花林。'.repeat(1 + (number % 4))}`
}

function entryOf(first: Entry, number: number, media: boolean): Entry {
  const words = {
    ...('narration_text' in first && { id: `scene-${number}`, narration_text: narrationOf(number) }),
    ...('storyboard_id' in first && { storyboard_id: `scene-${number}` }),
  }
  const none = { ...('images' in first && { images: [] }), ...('videos' in first && { videos: [] }) }
  return { ...first, ...words, ...(!media && none), sequence_number: number }
}

/**
 * The snapshot of a finished film of any length, made from a recorded film of one scene. Scenes have their own narration
 * and share their pictures.
 *
 * @param withoutMedia whether the scene with this number has no pictures and clips yet
 */
export function longFilm(
  projectId: string,
  scenes: number,
  withoutMedia: (number: number) => boolean = () => false,
): Snapshot {
  const one = JSON.parse(readFileSync('tests/fixtures/streams/one-scene.snapshot.json', 'utf8')) as Snapshot
  const numbers = Array.from({ length: scenes }, (_, index) => index + 1)
  const stages = one.stages.map((stage) => {
    const first = stage.domain_data.storyboards?.[0]
    if (first === undefined) return stage
    const storyboards = numbers.map((number) => entryOf(first, number, !withoutMedia(number)))
    return { ...stage, domain_data: { ...stage.domain_data, count: scenes, storyboards } }
  })
  return { ...one, id: projectId, idle_stream: true, stages }
}

/** A picture for every frame: the tests only need one that loads and decodes. */
export const ANY_PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="640"><rect width="360" height="640" fill="#7a5c3e"/><circle cx="180" cy="220" r="120" fill="#c9a36a"/></svg>`
