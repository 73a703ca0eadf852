import type { Page } from '@playwright/test'

/*
 * What a screen reader would say of a page by itself: the changes of its live regions. As screen readers do, it hears additions
 * to a region, the whole of a status or an alert, and an alert that appears with its words.
 */

interface HearingPage {
  heard: string[]
}

/** Listen to a page from its beginning. Call it before the page is opened. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard: string[] = []
    ;(window as unknown as HearingPage).heard = heard
    const REGION =
      '[aria-live="polite"], [aria-live="assertive"], [role="status"], [role="alert"], [role="log"]'
    const isSilent = (element: Element) =>
      element.closest('[aria-live="off"], [aria-hidden="true"], [inert]') !== null ||
      (document.querySelector('dialog[open]') !== null && element.closest('dialog[open]') === null)
    const last = new WeakMap<Element, string>()
    const wordsOf = (node: Node) => (node.textContent ?? '').replace(/\s+/g, ' ').trim()

    function say(region: Element, words: string) {
      if (words === '' || isSilent(region) || last.get(region) === words) return
      last.set(region, words)
      heard.push(words)
    }
    function hear({ target, addedNodes, type }: MutationRecord) {
      const element = target instanceof Element ? target : target.parentElement
      const region = element?.closest(REGION)
      const isWhole = region?.matches('[role="status"], [role="alert"], [aria-atomic="true"]') === true
      if (region && isWhole) say(region, wordsOf(region))
      else if (region && type === 'characterData') say(region, wordsOf(target))
      else if (region) for (const node of addedNodes) say(region, wordsOf(node))
      if (region) return
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue
        for (const alert of [node, ...node.querySelectorAll('*')])
          if (alert.matches('[role="alert"]')) say(alert, wordsOf(alert))
      }
    }
    new MutationObserver((records) => records.forEach(hear)).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
    })
  })
}

/** What was said since the last look. */
export function spoken(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as HearingPage).heard.splice(0))
}
