import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCameraText } from '@/protocol/cameraDescription'
import { mediaUrl } from '@/protocol/mediaUrl'
import { jsonrepair } from 'jsonrepair'
import { setJsonRepair } from '@/protocol/looseJson'
import { NO_DRAFTS, readOn, readSceneDrafts } from '@/protocol/sceneDrafts'

setJsonRepair(jsonrepair)

const story = {
  scenes: [
    {
      scene_number: 1,
      narration: '他说："走吧。"\n{走}',
      visual_prompt: 'a } path [in] "mist"',
      shot_type: 'wide',
    },
    { scene_number: 2, narration: '山有小口', visual_prompt: 'cave \\ light', shot_type: 'close' },
  ],
}
const written = JSON.stringify(story, null, 2)
const first = {
  number: 1,
  narration: '他说："走吧。"\n{走}',
  visualPrompt: 'a } path [in] "mist"',
  shotType: 'wide',
  complete: true,
}

describe('scenes in a growing text', () => {
  it.each([
    { what: 'plain', text: written },
    { what: 'in a fence', text: `\`\`\`json\n${written}\n\`\`\`` },
    { what: 'after some words', text: `Here you are:\n\`\`\`\n${written}` },
    { what: 'as a bare list', text: JSON.stringify(story.scenes) },
    { what: 'with raw newlines in strings', text: written.replaceAll('\\n', '\n') },
    { what: 'with a comma too many', text: written.replaceAll('"wide"', '"wide",') },
  ])('are read: $what', ({ text }) => {
    const scenes = readSceneDrafts(text)
    expect(scenes).toHaveLength(2)
    expect(scenes[0]).toEqual(first)
    expect(scenes[1]).toMatchObject({ number: 2, narration: '山有小口', complete: true })
  })

  it('are the same wherever the text is cut', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\',
        '\\"',
        '\\u5c',
        '\n',
        ',',
        ':',
        ' ',
        '`',
        '```',
        '```json',
      ),
      fc.constantFrom(
        '"scenes"',
        '"scenes": [',
        '{"scenes":[{',
        '"narration":"山',
        '"shot_type":"x"}',
        '1',
        written,
      ),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), fc.array(fc.nat(), { maxLength: 8 }), (words, cuts) => {
        const text = words.join('')
        const edges = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
        const pieces = edges.slice(1).map((edge, index) => text.slice(edges[index], edge))
        let end = 0
        pieces.reduce((reading, piece) => {
          const next = readOn(reading, piece)
          end += piece.length
          expect(next.drafts).toEqual(readSceneDrafts(text.slice(0, end)))
          return next
        }, NO_DRAFTS)
      }),
      { numRuns: 500 },
    )
  })

  it('stay the same objects once they are complete', () => {
    const half = readOn(NO_DRAFTS, written.slice(0, written.indexOf('小口')))
    expect(readOn(half, written.slice(written.indexOf('小口'))).drafts[0]).toBe(half.drafts[0])
  })

  it('never disappear as the text grows', () => {
    const escaped = written.replace('山', '\\u5c71')
    let before: ReturnType<typeof readSceneDrafts> = []
    for (let cut = 0; cut <= escaped.length; cut += 1) {
      const now = readSceneDrafts(escaped.slice(0, cut))
      expect(now.length).toBeGreaterThanOrEqual(before.length)
      for (const [index, scene] of before.entries()) if (scene.complete) expect(now[index]).toEqual(scene)
      before = now
    }
    expect(before).toHaveLength(2)
  })

  it('include the unfinished scene with its text so far', () => {
    const cut = written.indexOf('小口')
    expect(readSceneDrafts(written.slice(0, cut))[1]).toMatchObject({ narration: '山有', complete: false })
  })

  it('are numbered by position if they have no number', () => {
    expect(
      readSceneDrafts('{"scenes":[{"narration":"a"},{"scene_number":"x"}]}').map(({ number }) => number),
    ).toEqual([1, 2])
  })

  it('are none for any other text, and the reader never throws', () => {
    expect(readSceneDrafts('')).toEqual([])
    fc.assert(fc.property(fc.string(), (text) => void readSceneDrafts(text)))
    fc.assert(fc.property(fc.string(), (text) => void readSceneDrafts(`{"scenes":[${text}`)))
  })
})

describe('a media URL', () => {
  it.each([
    { raw: '/media/a.jpg', base: '', url: '/media/a.jpg' },
    { raw: '/media/a b.jpg?x=1#t=2', base: '', url: '/media/a%20b.jpg?x=1#t=2' },
    { raw: 'media/a.jpg', base: '', url: '/media/a.jpg' },
    { raw: '/media/a.jpg', base: 'https://api.example', url: 'https://api.example/media/a.jpg' },
    { raw: 'https://cdn.example/a.jpg', base: '', url: 'https://cdn.example/a.jpg' },
    { raw: 'http://cdn.example/a.jpg', base: '', url: 'http://cdn.example/a.jpg' },
    { raw: 'blob:https://x.example/1', base: '', url: 'blob:https://x.example/1' },
    { raw: 'javascript:alert(1)', base: '', url: null },
    { raw: ' java\nscript:alert(1)', base: '', url: null },
    { raw: 'JAVASCRIPT:alert(1)', base: 'https://api.example', url: null },
    { raw: 'data:text/html,<script>', base: '', url: null },
    { raw: 'data:image/svg+xml,<svg onload=1>', base: '', url: null },
    { raw: 'file:///etc/passwd', base: '', url: null },
    { raw: 'vbscript:x', base: '', url: null },
    { raw: 'http://', base: '', url: null },
    { raw: '', base: '', url: null },
    { raw: null, base: '', url: null },
  ])('$raw with base "$base" is $url', ({ raw, base, url }) => {
    expect(mediaUrl(raw, base)).toBe(url)
  })

  it('of a path is as a browser resolves it', () => {
    const piece = fc.constantFrom('/', '.', '..', 'a', '-', '_', '%', '%2f', ' ', '\\', '渔', '\n', '?', '#')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const raw = `/a${pieces.join('')}`
        const { pathname, search, hash } = new URL(raw, 'https://media.example')
        const isOwn = !pathname.startsWith('//')
        expect(mediaUrl(raw, '')).toBe(isOwn ? pathname + search + hash : null)
      }),
    )
  })

  it('that is a path never leads to another host, however it is spelled', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2f',
      '%5c',
      '%2e',
      '\t',
      '\n',
      ' ',
      '@',
      ':',
      '?',
      '#',
      'host',
      'a.png',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), fc.constantFrom('', '/a', '/.'), (pieces, start) => {
        const url = mediaUrl(start + pieces.join(''), '')
        if (url === null || /^(https?|blob):/.test(url)) return
        expect(new URL(url, 'https://page.example/projects/1').origin).toBe('https://page.example')
      }),
      { numRuns: 2000 },
    )
    for (const raw of ['/.//host/a.png', '/..//host/a.png', '/a/..//host/a.png', '/%2e//host', '/.\\/host'])
      expect(mediaUrl(raw, '')).toBeNull()
  })

  it('is never anything but http, https, blob or a path', () => {
    fc.assert(
      fc.property(fc.string(), (raw) => {
        const url = mediaUrl(raw, '')
        expect(url === null || /^(https?:|blob:|\/)/.test(url)).toBe(true)
      }),
    )
  })
})

describe('a camera move in words', () => {
  it.each([
    { raw: 'Slow push in.', words: 'Slow push in.' },
    { raw: '{"description": "缓缓推近"}', words: '缓缓推近' },
    { raw: '```json\n{"description": "缓缓推近"}\n```', words: '缓缓推近' },
    { raw: '{"camera_movement": {"type": "pan", "description": "Pan left"}}', words: 'Pan left' },
    { raw: '{"type": "pan", "speed": "slow"}', words: 'slow' },
    { raw: '{"movement_type": "zoom_in", "description": "缓缓推近"}', words: '缓缓推近' },
    {
      raw: '{"description": "{\\"movement_type\\": \\"pan_left\\", \\"description\\": \\"向左\\"}"}',
      words: '向左',
    },
    { raw: '{"movement_type": "zoom_in"}', words: null },
    { raw: '[{"description": "a"}, {"description": "b"}]', words: 'a b' },
    { raw: '{"description": "cut of', words: 'cut of' },
    { raw: '{}', words: null },
    { raw: '  ', words: null },
    { raw: null, words: null },
  ])('$raw is $words', ({ raw, words }) => {
    expect(readCameraText(raw).words).toBe(words)
  })

  it.each([
    { raw: '{"movement_type": "zoom_in", "description": "缓缓推近"}', type: 'zoom_in', params: {} },
    {
      raw: '```json\n{"movement_type": " pan_left ", "movement_params": {"speed": "slow"}}\n```',
      type: 'pan_left',
      params: { speed: 'slow' },
    },
    { raw: '{"camera_movement": {"movementType": "tilt_up"}}', type: 'tilt_up', params: {} },
    { raw: '[{"type": "push_in"}]', type: 'push_in', params: {} },
    { raw: '{"movement_type": "", "description": "x"}', type: null, params: {} },
    { raw: '缓缓推近 zoom_in', type: null, params: {} },
  ])('$raw names the move $type', ({ raw, type, params }) => {
    expect(readCameraText(raw)).toMatchObject({ type, params })
  })

  it('never makes the reader throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readCameraText(text)))
    expect(readCameraText('['.repeat(20_000)).words).toBeNull()
  })
})
