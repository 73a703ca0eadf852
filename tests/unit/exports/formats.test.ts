import { lintDraft, type Draft } from 'capcut-cli'
import { describe, expect, it } from 'vitest'
import type { ExportFilm, ExportScene } from '@/exports/film'
import { toJianyingDraft, toJianyingMeta } from '@/exports/jianyingDraft'
import { toMarkdown } from '@/exports/markdown'
import { toOpenTimeline } from '@/exports/openTimeline'

const scene = (number: number, change: Partial<ExportScene> = {}): ExportScene => ({
  number,
  narration: `第 ${number} 句旁白。`,
  description: '',
  imagePrompt: '远景：溪流',
  shotType: '远景',
  seconds: 2.6,
  picture: { url: `/media/${number}.jpg`, name: `pictures/00${number}.jpg`, width: 1280, height: 720 },
  move: { type: 'pan_left', description: '镜头左摇', params: {} },
  clip: { url: `/media/${number}.mp4`, name: `clips/00${number}.mp4` },
  ...change,
})
const film: ExportFilm = {
  name: '桃花源记',
  story: '晋太元中。',
  rewrite: '晋太元中，武陵人捕鱼为业。',
  aspectRatio: '16:9',
  scenes: [scene(1), scene(2, { clip: null }), scene(3, { clip: null, picture: null })],
}
const ids = () => {
  let count = 0
  return () => `ID-${(count += 1)}`
}

describe('a draft for 剪映 and CapCut', () => {
  const draft = JSON.parse(toJianyingDraft(film, ids())) as Draft & {
    canvas_config: object
    materials: { videos: { path: string; type: string }[]; texts: { content: string }[] }
  }

  it('has no fault that a checker of such drafts finds', () => {
    const options = {
      maxCharsPerLine: 42,
      maxCueDurationUs: 12_000_000,
      minGapBetweenCaptionsUs: 0,
      checkLocalPaths: false,
      probeMedia: false,
    }
    expect(lintDraft(draft, options).filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  it('shows clips, pictures where there is no clip, and leaves time where there is neither', () => {
    expect(
      draft.materials.videos.map(({ type, path }) => [type, path.split('/').slice(1).join('/')]),
    ).toEqual([
      ['video', 'clips/001.mp4'],
      ['photo', 'pictures/002.jpg'],
    ])
    const [video, text] = draft.tracks
    expect(video?.segments.map(({ target_timerange: range }) => range)).toEqual([
      { start: 0, duration: 2_600_000 },
      { start: 2_600_000, duration: 2_600_000 },
    ])
    expect(text?.segments).toHaveLength(3)
    expect(draft.duration).toBe(7_800_000)
    expect(draft.canvas_config).toEqual({ width: 1920, height: 1080, ratio: '16:9' })
    const subtitle = JSON.parse(draft.materials.texts[0]?.content ?? '') as { text: string }
    expect(subtitle.text).toBe('第 1 句旁白。')
  })

  it('refers only to materials that it has, each with an id of its own', () => {
    const all = JSON.stringify(draft).match(/"ID-\d+"/g) ?? []
    const own = Object.values(draft.materials as unknown as Record<string, { id: string }[]>).flatMap(
      (list) => list.map(({ id }) => id),
    )
    expect(new Set(own).size).toBe(own.length)
    for (const track of draft.tracks)
      for (const segment of track.segments) expect(own).toContain(segment.material_id)
    expect(all.length).toBeGreaterThan(own.length)
    expect(JSON.parse(toJianyingMeta(film, ids()))).toMatchObject({
      draft_name: '桃花源记',
      tm_duration: 7_800_000,
    })
  })
})

describe('an OpenTimelineIO timeline', () => {
  interface Clip {
    source_range: { start_time: { value: number }; duration: { value: number; rate: number } }
    media_references: { DEFAULT_MEDIA: { OTIO_SCHEMA: string; target_url?: string } }
  }
  const timeline = JSON.parse(toOpenTimeline(film)) as {
    OTIO_SCHEMA: string
    tracks: { children: { kind: string; children: Clip[]; markers: { name: string }[] }[] }
  }
  const track = timeline.tracks.children[0]

  it('has one clip a scene, in whole frames that add up to the film', () => {
    expect([timeline.OTIO_SCHEMA, track?.kind]).toEqual(['Timeline.1', 'Video'])
    const frames = track?.children.map(({ source_range: range }) => range.duration.value) ?? []
    expect(frames).toEqual([62, 63, 62])
    expect(frames.reduce((sum, count) => sum + count, 0)).toBe(Math.round(7.8 * 24))
  })

  it('names its files relative to itself, and says which are missing', () => {
    expect(track?.children.map(({ media_references: { DEFAULT_MEDIA: media } }) => media)).toMatchObject([
      { OTIO_SCHEMA: 'ExternalReference.1', target_url: 'clips/001.mp4' },
      { OTIO_SCHEMA: 'ExternalReference.1', target_url: 'pictures/002.jpg' },
      { OTIO_SCHEMA: 'MissingReference.1' },
    ])
    expect(track?.markers.map(({ name }) => name)).toEqual([
      '第 1 句旁白。',
      '第 2 句旁白。',
      '第 3 句旁白。',
    ])
  })
})

describe('the texts as Markdown', () => {
  const words = {
    story: '原文',
    rewrite: '改写',
    scenes: '场景',
    scene: (number: number, length: string) => `场景 ${number} · ${length}`,
    picture: '图片',
    move: '运镜',
  }

  it('have story, rewrite and each scene with what belongs to it', () => {
    const text = toMarkdown({ ...film, scenes: [scene(1)] }, words)
    expect(text).toBe(
      [
        '# 桃花源记',
        '## 改写',
        '晋太元中，武陵人捕鱼为业。',
        '## 场景',
        '### 场景 1 · 0:03 · 远景',
        '第 1 句旁白。',
        '> **图片** 远景：溪流',
        '> **运镜** pan left: 镜头左摇',
        '## 原文',
        '晋太元中。\n',
      ].join('\n\n'),
    )
  })

  it('show what would be markup as it was written', () => {
    const hostile = '# not a heading\n- no list\n<script>alert(1)</script> *x*'
    const text = toMarkdown({ ...film, rewrite: '', scenes: [], story: hostile }, words)
    expect(text).toContain('\\# not a heading\n\\- no list\n\\<script\\>alert(1)\\</script\\> \\*x\\*')
  })
})
