import { describe, expect, it } from 'vitest'
import { staleItems, type SceneThings } from '@/pipeline/stale'

type Times = { words?: number; image?: number; camera?: number; clip?: number; imageId?: string }

/** A scene of a server that keeps only times. */
function timed({ words, image, camera, clip, imageId }: Times): SceneThings {
  return {
    words: { updatedAt: words ?? null },
    image: image === undefined ? null : { id: 'new', isStale: null, createdAt: image },
    camera: camera === undefined ? null : { isStale: null, updatedAt: camera },
    clip: clip === undefined ? null : { isStale: null, createdAt: clip, imageId: imageId ?? null },
  }
}

describe('what was made from an older version', () => {
  it.each<[string, Times, string[]]>([
    ['nothing, as it was made', { words: 1, image: 2, camera: 3, clip: 4 }, []],
    ['everything after the words', { words: 9, image: 2, camera: 3, clip: 4 }, ['image', 'camera', 'clip']],
    ['the clip after a new picture', { words: 1, image: 5, camera: 3, clip: 4 }, ['clip']],
    ['the clip after another move', { words: 1, image: 2, camera: 5, clip: 4 }, ['clip']],
    ['the clip of another picture', { words: 1, image: 2, camera: 3, clip: 4, imageId: 'old' }, ['clip']],
    ['not the clip of this picture', { words: 1, image: 2, camera: 3, clip: 4, imageId: 'new' }, []],
    ['only what is there', { words: 9, image: 2 }, ['image']],
    ['nothing where no time is known', { image: 2, camera: 3, clip: 4 }, []],
  ])('by times: %s', (_, times, expected) => {
    const stale = Object.entries(staleItems(timed(times))).flatMap(([name, is]) => (is ? [name] : []))
    expect(stale).toEqual(expected)
  })

  it('is what the server says, whatever the times say', () => {
    const things = timed({ words: 9, image: 2, camera: 3, clip: 4 })
    const { words, image, camera, clip } = things
    expect(
      staleItems({
        words,
        image: image && { ...image, isStale: false },
        camera: camera && { ...camera, isStale: true },
        clip: clip && { ...clip, isStale: false },
      }),
    ).toEqual({ image: false, camera: true, clip: false })
  })
})
