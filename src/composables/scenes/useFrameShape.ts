import { computed, ref, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { frameShape, knownSize, type FrameShape, type Size } from '@/presentation/frameShape'
import type { AspectRatio } from '@/protocol/aspectRatios'

/** What a frame shows. */
export interface FrameContent {
  readonly url: string | undefined
  /** In pixels, as the server says; null where it does not. */
  readonly width: number | null
  readonly height: number | null
  /** The project's, for the time until a size is known. */
  readonly aspectRatio: AspectRatio
}

/** What `useFrameShape` returns. */
export interface UseFrameShapeReturn {
  readonly shape: ComputedRef<FrameShape>
  /** Take the size of the loaded file, for a server that sends none. */
  readonly measure: (width: number, height: number) => void
}

/** The shape of a frame that shows its picture or clip whole. */
export function useFrameShape(content: MaybeRefOrGetter<FrameContent>): UseFrameShapeReturn {
  const measured = ref<Size | null>(null)
  watch(
    () => toValue(content).url,
    () => (measured.value = null),
  )
  return {
    shape: computed(() => {
      const { aspectRatio, ...size } = toValue(content)
      return frameShape(knownSize(size) ?? measured.value, aspectRatio)
    }),
    measure: (width, height) => (measured.value = knownSize({ width, height })),
  }
}
