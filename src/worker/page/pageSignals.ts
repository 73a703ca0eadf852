/** What a page is told by its browser, as far as the hub has to know it. */
export interface PageSignals {
  readonly onVisibility: (isVisible: boolean) => void
  /** It is worth trying at once: the network is back. */
  readonly onOnline: () => void
  /** The page goes, perhaps for ever. */
  readonly onHide: () => void
  /** A page that had gone is shown again as it was. */
  readonly onReturn: () => void
}

/** Whether the page can be seen; outside of a page somebody is taken to look. */
export function isPageVisible(): boolean {
  return typeof document === 'undefined' || document.visibilityState === 'visible'
}

/** Listen for as long as the page lives. */
export function listenToPage(signals: PageSignals): void {
  if (typeof document === 'undefined') return
  document.addEventListener('visibilitychange', () => signals.onVisibility(isPageVisible()))
  addEventListener('online', signals.onOnline)
  addEventListener('pagehide', signals.onHide)
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) signals.onReturn()
  })
}
