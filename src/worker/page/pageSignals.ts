import { onVisibilityChange } from '@/platform/visibility'

/** The events of the page that the hub needs. */
export interface PageSignals {
  readonly onVisibility: (isVisible: boolean) => void
  /** The network returned. */
  readonly onOnline: () => void
  /** The page is being left, perhaps for good. */
  readonly onHide: () => void
  /** The page was restored from the back/forward cache. */
  readonly onReturn: () => void
}

/** Listen to the page for as long as it exists. */
export function listenToPage(signals: PageSignals): void {
  if (typeof document === 'undefined') return
  onVisibilityChange(signals.onVisibility)
  addEventListener('online', signals.onOnline)
  addEventListener('pagehide', signals.onHide)
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) signals.onReturn()
  })
}
