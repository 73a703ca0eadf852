import { footageOf, type ExportFilm, type ExportScene } from './film'
import { filmCues } from './subtitleFiles'

/*
 * Writes OpenTimelineIO, the exchange format of programs for editing, in its JSON form:
 * https://opentimelineio.readthedocs.io/en/latest/tutorials/otio-serialized-schema.html
 */

/** Frames per second of the timeline. The files keep their own. */
const RATE = 24

interface Range {
  readonly from: number
  readonly to: number
}

function time(frames: number) {
  return { OTIO_SCHEMA: 'RationalTime.1', rate: RATE, value: frames }
}
function range(start: number, duration: number) {
  return { OTIO_SCHEMA: 'TimeRange.1', start_time: time(start), duration: time(duration) }
}

/** Where the scenes begin and end, in whole frames. What is rounded off one goes to the next. */
function rangesOf(scenes: readonly ExportScene[]): Range[] {
  let seconds = 0
  return scenes.map((scene) => {
    const from = Math.round(seconds * RATE)
    seconds += scene.seconds
    return { from, to: Math.round(seconds * RATE) }
  })
}

function clipOf(scene: ExportScene, { from, to }: Range) {
  const footage = footageOf(scene)
  const whole = range(0, to - from)
  return {
    OTIO_SCHEMA: 'Clip.2',
    name: `${scene.number}`,
    source_range: whole,
    active_media_reference_key: 'DEFAULT_MEDIA',
    media_references: {
      DEFAULT_MEDIA: footage
        ? { OTIO_SCHEMA: 'ExternalReference.1', target_url: footage.name, available_range: whole }
        : { OTIO_SCHEMA: 'MissingReference.1' },
    },
    metadata: {
      dailies: {
        narration: scene.narration,
        image_prompt: scene.imagePrompt,
        shot_type: scene.shotType,
        camera_move: scene.move?.type ?? null,
      },
    },
  }
}

/** A film as an OpenTimelineIO timeline: one video track, and its narration as markers. Files are named relative to it. */
export function toOpenTimeline(film: ExportFilm): string {
  const ranges = rangesOf(film.scenes)
  const cues = filmCues(film.scenes)
  const timeline = {
    OTIO_SCHEMA: 'Timeline.1',
    name: film.name,
    global_start_time: null,
    metadata: { dailies: { aspect_ratio: film.aspectRatio } },
    tracks: {
      OTIO_SCHEMA: 'Stack.1',
      name: 'tracks',
      children: [
        {
          OTIO_SCHEMA: 'Track.1',
          kind: 'Video',
          name: 'film',
          children: film.scenes.map((scene, index) => clipOf(scene, ranges[index] ?? { from: 0, to: 0 })),
          markers: cues.map(({ start, end, text }) => {
            const from = Math.round(start * RATE)
            return {
              OTIO_SCHEMA: 'Marker.2',
              name: text,
              color: 'YELLOW',
              marked_range: range(from, Math.max(1, Math.round(end * RATE) - from)),
            }
          }),
        },
      ],
    },
  }
  return `${JSON.stringify(timeline, null, 2)}\n`
}
