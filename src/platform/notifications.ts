/** Whether this page may show notifications of the system; `missing`: the browser has none. */
export type NotifyPermission = NotificationPermission | 'missing'

/** Whether this page may show notifications of the system now. */
export function notifyPermission(): NotifyPermission {
  return typeof Notification === 'undefined' ? 'missing' : Notification.permission
}

/** Ask the person for permission; only a press may lead here. A browser that refuses to ask counts as a no. */
export async function askToNotify(): Promise<NotifyPermission> {
  if (typeof Notification === 'undefined') return 'missing'
  try {
    return await Notification.requestPermission()
  } catch {
    return 'denied' // as in a frame, or outside of secure origins
  }
}

/**
 * Show a notification of the system, if that is permitted. One with the same `tag` replaces it.
 *
 * @param onPress the person pressed it; the page is in front by then
 */
export function notifyByDesktop(text: string, tag: string, onPress: () => void): void {
  if (notifyPermission() !== 'granted') return
  try {
    const notification = new Notification('Dailies', { body: text, tag })
    notification.onclick = () => {
      window.focus()
      notification.close()
      onPress()
    }
  } catch {
    return // Chrome on Android has the constructor and refuses it: the notice on the page remains
  }
}
