/** Whether an element can fill the screen: not on an iPhone, and not in a frame that forbids it. */
export function canFillScreen(): boolean {
  return document.fullscreenEnabled
}

/** Let an element fill the screen, or let it go. A browser that refuses leaves everything as it is. */
export async function toggleFullscreen(element: HTMLElement): Promise<void> {
  try {
    if (document.fullscreenElement === element) await document.exitFullscreen()
    else await element.requestFullscreen()
  } catch {
    return // the browser wants a press, or the element has left the page
  }
}

/**
 * Call back when something begins or ends to fill the screen.
 *
 * @returns stops listening
 */
export function onFullscreen(callback: (element: Element | null) => void): () => void {
  const handle = () => callback(document.fullscreenElement)
  document.addEventListener('fullscreenchange', handle)
  return () => document.removeEventListener('fullscreenchange', handle)
}
