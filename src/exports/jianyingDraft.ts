import type { AspectRatio } from '../protocol/aspectRatios'
import { footageOf, type ExportFilm, type ExportScene } from './film'
import { filmCues } from './subtitleFiles'

/*
 * Writes a draft for 剪映 (Jianying) and CapCut: a folder with `draft_content.json` (which CapCut calls `draft_info.json`) and
 * the media. The format is not documented; the fields are those that both programs write themselves, as collected by the
 * open-source tools that read and check such drafts. Versions from 6 on read plain drafts and save them encrypted.
 */

/** What a draft calls its own folder. */
const HERE = '##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##'

const CANVAS = {
  '16:9': { width: 1920, height: 1080, ratio: '16:9' },
  '9:16': { width: 1080, height: 1920, ratio: '9:16' },
  '1:1': { width: 1080, height: 1080, ratio: '1:1' },
} as const satisfies Record<AspectRatio, object>

/** Drafts count time in microseconds. */
const micros = (seconds: number) => Math.round(seconds * 1_000_000)

/** Makes the ids of a draft: 128 bits in upper-case hexadecimal, in the usual groups. */
export type MakeId = () => string

interface Place {
  readonly start: number
  readonly duration: number
}

function placesOf(scenes: readonly ExportScene[]): Place[] {
  let at = 0
  return scenes.map(({ seconds }) => {
    const start = micros(at)
    at += seconds
    return { start, duration: micros(at) - start }
  })
}

/** The materials that each segment needs beside its own: none of them changes anything. */
function companionsOf(makeId: MakeId) {
  return {
    speed: { id: makeId(), type: 'speed', mode: 0, speed: 1, curve_speed: null },
    canvas: { id: makeId(), type: 'canvas_color', blur: 0, color: '', image: '' },
    channels: { id: makeId(), type: 'none', audio_channel_mapping: 0, is_config_open: false },
  }
}

function segmentOf(
  id: string,
  materialId: string,
  place: Place,
  companions: readonly string[],
  layer: number,
) {
  return {
    id,
    material_id: materialId,
    extra_material_refs: companions,
    source_timerange: { start: 0, duration: place.duration },
    target_timerange: place,
    render_index: layer,
    clip: {
      alpha: 1,
      rotation: 0,
      scale: { x: 1, y: 1 },
      transform: { x: 0, y: 0 },
      flip: { horizontal: false, vertical: false },
    },
    common_keyframes: [],
    enable_adjust: true,
    keyframe_refs: [],
    reverse: false,
    speed: 1,
    track_render_index: 0,
    visible: true,
    volume: 1,
  }
}

const WHOLE_PICTURE = {
  upper_left_x: 0,
  upper_left_y: 0,
  upper_right_x: 1,
  upper_right_y: 0,
  lower_left_x: 0,
  lower_left_y: 1,
  lower_right_x: 1,
  lower_right_y: 1,
}

/** Text in the lower part of the picture. */
const SUBTITLE_Y = -0.73
const SUBTITLE_SIZE = 8

function textMaterial(id: string, text: string) {
  const styles = [
    {
      range: [0, text.length],
      size: SUBTITLE_SIZE,
      fill: { content: { solid: { color: [1, 1, 1] } } },
      strokes: [{ width: 0.08, content: { solid: { color: [0, 0, 0] } } }],
    },
  ]
  return {
    id,
    type: 'subtitle',
    content: JSON.stringify({ text, styles }),
    alignment: 1,
    font_size: SUBTITLE_SIZE,
    text_color: '#FFFFFF',
    typesetting: 0,
    letter_spacing: 0,
    line_spacing: 0.02,
    line_feed: 1,
    line_max_width: 0.82,
    check_flag: 7,
    fixed_width: -1,
    fixed_height: -1,
  }
}

/** A draft of a film: clips, or pictures for as long as there is no clip, and the narration as subtitles. */
export function toJianyingDraft(film: ExportFilm, makeId: MakeId): string {
  const canvas = CANVAS[film.aspectRatio]
  const places = placesOf(film.scenes)
  const materials = {
    videos: [] as object[],
    texts: [] as object[],
    speeds: [] as object[],
    canvases: [] as object[],
    sound_channel_mappings: [] as object[],
  }
  const segments = film.scenes.flatMap((scene, index) => {
    const footage = footageOf(scene)
    const place = places[index]
    if (!footage || !place) return []
    const { speed, canvas: ground, channels } = companionsOf(makeId)
    materials.speeds.push(speed)
    materials.canvases.push(ground)
    materials.sound_channel_mappings.push(channels)
    const id = makeId()
    materials.videos.push({
      id,
      path: `${HERE}/${footage.name}`,
      material_name: footage.name.split('/').at(-1),
      type: scene.clip ? 'video' : 'photo',
      duration: place.duration,
      width: scene.picture?.width ?? canvas.width,
      height: scene.picture?.height ?? canvas.height,
      category_name: 'local',
      check_flag: 7,
      crop: WHOLE_PICTURE,
      has_audio: false,
      source_platform: 0,
    })
    return segmentOf(makeId(), id, place, [speed.id, ground.id, channels.id], 0)
  })
  const subtitles = filmCues(film.scenes).map(({ start, end, text }) => {
    const id = makeId()
    materials.texts.push(textMaterial(id, text))
    const place = { start: micros(start), duration: micros(end) - micros(start) }
    const segment = segmentOf(makeId(), id, place, [], 15_000)
    return { ...segment, clip: { ...segment.clip, transform: { x: 0, y: SUBTITLE_Y } } }
  })
  const track = (type: 'video' | 'text', flag: number, all: readonly object[]) =>
    all.length === 0 ? [] : [{ id: makeId(), type, attribute: 0, flag, segments: all }]
  const last = places.at(-1)
  const none: readonly object[] = []
  const draft = {
    id: makeId(),
    name: film.name,
    duration: last ? last.start + last.duration : 0,
    fps: 30,
    canvas_config: canvas,
    platform: { app_source: 'lv', app_version: '5.9.0', os: 'windows' },
    new_version: '110.0.0',
    version: 360_000,
    tracks: [...track('video', 0, segments), ...track('text', 1, subtitles)],
    materials: {
      ...materials,
      audios: none,
      stickers: none,
      video_effects: none,
      transitions: none,
      masks: none,
      chromas: none,
      audio_fades: none,
      audio_effects: none,
      vocal_separations: none,
      placeholders: none,
      common_mask: none,
    },
    keyframes: {
      adjusts: none,
      audios: none,
      effects: none,
      filters: none,
      stickers: none,
      texts: none,
      videos: none,
    },
    relationships: none,
  }
  return JSON.stringify(draft)
}

/** The file beside the draft that the list of drafts reads. */
export function toJianyingMeta(film: ExportFilm, makeId: MakeId): string {
  const seconds = film.scenes.reduce((sum, scene) => sum + scene.seconds, 0)
  return JSON.stringify({
    draft_id: makeId(),
    draft_name: film.name,
    draft_fold_path: '',
    draft_root_path: '',
    tm_duration: micros(seconds),
    draft_materials: [],
  })
}
