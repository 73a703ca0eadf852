/*
 * A window that stays above all others, with a part of this page in it: the Document Picture-in-Picture API,
 * https://wicg.github.io/document-picture-in-picture/. Chromium has it; elsewhere it is not offered.
 */

interface DocumentPictureInPicture {
  readonly requestWindow: (options: { width: number; height: number }) => Promise<Window>
}

function api(): DocumentPictureInPicture | null {
  return (
    (globalThis as { documentPictureInPicture?: DocumentPictureInPicture }).documentPictureInPicture ?? null
  )
}

/** Whether this browser has such windows. */
export function hasSmallWindows(): boolean {
  return api() !== null
}

/**
 * Open an empty small window with the styles of this page. It must follow a press.
 *
 * @param onClose the window is gone, whoever closed it
 * @returns null if the browser refuses
 */
export async function openSmallWindow(
  size: { readonly width: number; readonly height: number },
  onClose: () => void,
): Promise<Window | null> {
  let small: Window | undefined
  try {
    small = await api()?.requestWindow(size)
  } catch {
    return null // the browser wants a press, or does not allow it here
  }
  if (!small) return null
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style'))
    small.document.head.append(sheet.cloneNode(true))
  const { lang, dataset } = document.documentElement
  small.document.documentElement.lang = lang
  Object.assign(small.document.documentElement.dataset, dataset)
  small.document.body.style.cssText =
    'margin: 0; min-height: 100dvh; display: grid; align-items: center; background: #000'
  small.document.title = document.title
  small.addEventListener('pagehide', onClose, { once: true })
  return small
}
