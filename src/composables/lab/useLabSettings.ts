import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { isOwnOrigin, labQueryOf, parseLabQuery } from './labQuery'
import type { Stage } from '@/protocol/stages'
import { SSE_STAGES } from '@/services/sseService'
import { LAB_DEFAULTS, type LabSettings } from '@/stores/lab/labSettings'

/** Pause in typing after which the address is updated, in milliseconds. */
const SETTLE_MS = 250

/** Return value of `useLabSettings`. */
export interface UseLabSettingsReturn {
  /** The stages that have a stream of their own. */
  readonly stages: readonly Stage[]
  readonly settings: Ref<LabSettings>
  readonly expectations: Ref<string>
  /** The page's address with these settings and expectations. */
  readonly link: () => string
}

/** The lab's settings and expectations, which are kept in the page's address. */
export function useLabSettings(): UseLabSettingsReturn {
  const route = useRoute()
  const router = useRouter()
  const defaults = { ...LAB_DEFAULTS, origin: location.origin }
  const read = parseLabQuery(route.query, defaults)
  const settings = ref(read.settings)
  const expectations = ref(read.expectations)
  const query = () => labQueryOf({ settings: settings.value, expectations: expectations.value }, defaults)

  // A change of the backend resets the choice of snapshots to its default.
  watch(
    () => isOwnOrigin(settings.value.baseUrl, defaults.origin),
    (isOwn) => (settings.value = { ...settings.value, snapshots: isOwn }),
  )
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([settings, expectations], () => {
    clearTimeout(timer)
    timer = setTimeout(() => void router.replace({ query: query() }), SETTLE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  return {
    stages: SSE_STAGES,
    settings,
    expectations,
    link: () => location.origin + router.resolve({ path: route.path, query: query() }).href,
  }
}
