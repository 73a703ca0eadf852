import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, shallowRef, type EffectScope } from 'vue'
import { useFilmHead, type FilmHead } from '@/composables/film/useFilmHead'
import type { Scene } from '@/pipeline/state'
import { clip, picture, scene } from '../../../support/projectFixtures'

const film = (...seconds: number[]) =>
  seconds.map((length, index) => scene(index + 1, { durationSeconds: length }))

let scope: EffectScope
const scenes = shallowRef<readonly Scene[]>([])
const making = ref(false)
let head: FilmHead

beforeEach(() => {
  vi.useFakeTimers()
  scenes.value = film(2, 4, 6)
  making.value = false
  scope = effectScope()
  head = scope.run(() =>
    useFilmHead(
      () => scenes.value,
      () => making.value,
    ),
  ) as FilmHead
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const at = () => [head.shot.value?.scene.number, Number(head.offset.value.toFixed(1))]
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)

describe('the play head of a film', () => {
  it('goes from scene to scene, and stops on the last frame', () => {
    head.play()
    pass(1)
    expect(at()).toEqual([1, 1])
    pass(2)
    expect(at()).toEqual([2, 1])
    pass(60)
    expect(at()).toEqual([3, 6])
    expect(head.playing.value).toBe(false)
    expect(head.time.value).toBeCloseTo(12, 1)
  })

  it('plays again from the beginning after the end', () => {
    head.seek(99)
    head.play()
    pass(0.5)
    expect(at()).toEqual([1, 0.5])
  })

  it('plays again and again where that is wanted', () => {
    head.loop.value = true
    head.seek(11.5)
    head.play()
    pass(1.5)
    expect(head.shot.value?.scene.number).toBe(1)
    expect(head.playing.value).toBe(true)
  })

  it('plays faster and slower', () => {
    head.rate.value = 2
    head.play()
    pass(2)
    expect(at()).toEqual([2, 2])
  })

  it('can be moved, within a scene and from scene to scene, and pauses where it is', () => {
    head.seek(4.5)
    expect(at()).toEqual([2, 2.5])
    head.seekScene(3)
    expect(at()).toEqual([3, 0])
    head.play()
    pass(1)
    head.pause()
    pass(5)
    expect(at()).toEqual([3, 1])
    head.seek(-4)
    expect(at()).toEqual([1, 0])
  })

  it('stays at its moment while scenes before it become longer', () => {
    head.seek(4.5)
    scenes.value = film(20, 4, 6)
    expect(at()).toEqual([2, 2.5])
    expect(head.time.value).toBe(22.5)
  })

  it('waits at the end of its scene while it is held', () => {
    head.held.value = true
    head.play()
    pass(5)
    expect(at()).toEqual([1, 2])
    head.held.value = false
    pass(0.5)
    expect(head.shot.value?.scene.number).toBe(2)
  })

  it('knows the next scene before it is needed', () => {
    expect(head.next.value?.scene.number).toBe(2)
    head.seekScene(3)
    expect(head.next.value).toBeNull()
  })

  it('has nothing to play without scenes', () => {
    scenes.value = []
    head.play()
    expect(head.playing.value).toBe(false)
    expect(head.shot.value).toBeNull()
    expect(head.time.value).toBe(0)
  })

  it('shows what is being made, until a person takes it; then it can be asked to follow again', async () => {
    making.value = true
    scenes.value = [scene(1, { image: picture(1) }), scene(2)]
    await nextTick()
    expect(head.shot.value?.scene.number).toBe(1)
    scenes.value = [scene(1, { image: picture(1) }), scene(2, { image: picture(2) })]
    await nextTick()
    expect(head.shot.value?.scene.number).toBe(2)
    head.seekScene(1)
    scenes.value = [scene(1, { image: picture(1) }), scene(2, { image: picture(2), clip: clip(2) })]
    await nextTick()
    expect(head.shot.value?.scene.number).toBe(1)
    head.follow()
    await nextTick()
    expect(head.shot.value?.scene.number).toBe(2)
  })

  it('is at the beginning when the run that it followed is over', async () => {
    making.value = true
    scenes.value = [scene(1), scene(2, { image: picture(2) })]
    await nextTick()
    making.value = false
    await nextTick()
    expect(at()).toEqual([1, 0])
  })

  it('stops with its page', () => {
    head.play()
    scope.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
