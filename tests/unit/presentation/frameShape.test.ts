import { describe, expect, it } from 'vitest'
import { filmRatio, frameShape, knownSize } from '@/presentation/frameShape'
import { scene } from '../../support/projectFixtures'

describe('a frame', () => {
  it.each([
    [{ width: 1280, height: 720 }, '1280 / 720'],
    [{ width: 800, height: 600 }, '800 / 600'],
    [null, '9 / 16'],
    // A picture this narrow stands whole in a wider frame.
    [{ width: 10, height: 2000 }, `${1 / 3} / 1`],
  ])('for %j is %s', (size, css) => {
    expect(frameShape(size, '9:16').css).toBe(css)
  })

  it.each([
    [0, 720],
    [720, 0],
    [null, 720],
    [720, null],
  ])('has no size for %j × %j', (width, height) => {
    expect(knownSize({ width, height })).toBeNull()
  })
})

describe('the shape of a film', () => {
  const pictured = (width: number | null, height: number | null) => ({
    ...scene(1),
    image: {
      status: 'completed' as const,
      value: { id: 'i', url: '/a.jpg', thumbnailUrl: '/a.jpg', width, height },
    },
  })

  it.each([
    ['the one that the server names', '1:1', pictured(1280, 720), '1:1'],
    ['the one nearest to the first picture', null, pictured(1024, 768), '1:1'],
    ['the one nearest to the first picture', null, pictured(1792, 1024), '16:9'],
    ['portrait while nothing is known', null, pictured(null, null), '9:16'],
  ] as const)('is %s', (_, aspectRatio, first, expected) => {
    expect(filmRatio({ aspectRatio }, [first])).toBe(expected)
  })
})
