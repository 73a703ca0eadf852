import { render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import SceneItems from '@/components/scenes/SceneItems.vue'
import { scene } from '../../support/projectFixtures'

/** An observer whose reports the test makes. */
class FakeObserver {
  static last: FakeObserver | null = null
  readonly observed = new Set<Element>()
  constructor(private readonly callback: (entries: readonly object[]) => void) {
    FakeObserver.last = this
  }
  observe(target: Element) {
    this.observed.add(target)
  }
  unobserve(target: Element) {
    this.observed.delete(target)
  }
  disconnect() {
    this.observed.clear()
  }
  report(target: Element) {
    this.callback([{ target, isIntersecting: true }])
  }
}

const film = (count: number) => Array.from({ length: count }, (_, index) => scene(index + 1))
const slots = { default: '<template #default="{ scene }">scene {{ scene.number }}</template>' }
const items = () => [...screen.getByRole('list').children].filter((item) => item instanceof HTMLElement)
const filled = () =>
  items().flatMap((item) => (item.textContent === '' ? [] : [Number(item.dataset['scene'])]))

async function drawn(): Promise<void> {
  await vi.runAllTimersAsync()
  await nextTick()
}

describe('a list of scenes', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame'],
    })
    vi.stubGlobal('IntersectionObserver', FakeObserver)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('fills a short list at once', () => {
    render(SceneItems, { props: { scenes: film(40) }, slots })
    expect(filled()).toHaveLength(40)
  })

  it('fills only the first scenes of a long list, and lists all once the page is idle', async () => {
    render(SceneItems, { props: { scenes: film(300) }, slots })
    expect(items()).toHaveLength(4)
    await drawn()
    expect(items()).toHaveLength(300)
    expect(filled()).toEqual([1, 2, 3, 4])
  })

  it('fills the scenes near the visible part, and keeps them filled', async () => {
    render(SceneItems, { props: { scenes: film(300) }, slots })
    await drawn()
    const item = items()[100]
    if (item) FakeObserver.last?.report(item)
    await nextTick()
    expect(filled()).toEqual([1, 2, 3, 4, 97, 98, 99, 100, 101, 102])
  })

  it('keeps filled scenes when the list grows long', async () => {
    const { rerender } = render(SceneItems, { props: { scenes: film(40) }, slots })
    await rerender({ scenes: film(41) })
    expect(items()).toHaveLength(41)
    expect(filled()).toHaveLength(40)
  })

  it('fills the selected scene wherever it is', async () => {
    render(SceneItems, { props: { scenes: film(300), kept: 200 }, slots })
    await drawn()
    expect(filled()).toContain(200)
  })

  it('fills all scenes in a browser without IntersectionObserver', () => {
    vi.stubGlobal('IntersectionObserver', undefined)
    render(SceneItems, { props: { scenes: film(300) }, slots })
    expect(filled()).toHaveLength(300)
  })
})
