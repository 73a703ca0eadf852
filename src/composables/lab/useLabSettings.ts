import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { isOwnOrigin, labQueryOf, parseLabQuery } from './labQuery'
import type { Stage } from '@/protocol/stages'
import { SSE_STAGES } from '@/services/sseService'
import { LAB_DEFAULTS, type LabSettings } from '@/stores/lab/labSession'

/** So long a person may go on typing before the address follows, in milliseconds. */
const SETTLE_MS = 250

/** What `useLabSettings` gives. */
export interface UseLabSettingsReturn {
  /** What can be followed by itself. */
  readonly stages: readonly Stage[]
  readonly settings: Ref<LabSettings>
  readonly expectations: Ref<string>
  /** The page's address as it reproduces all of this. */
  readonly link: () => string
}

/** The lab's settings and expectations, which live in the page's address. */
export function useLabSettings(): UseLabSettingsReturn {
  const route = useRoute()
  const router = useRouter()
  const defaults = { ...LAB_DEFAULTS, origin: location.origin }
  const read = parseLabQuery(route.query, defaults)
  const settings = ref(read.settings)
  const expectations = ref(read.expectations)
  const query = () => labQueryOf({ settings: settings.value, expectations: expectations.value }, defaults)

  // Whether snapshots are wanted follows the backend, until the person says otherwise.
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
