import { cleanup } from '@testing-library/vue'
import { afterEach } from 'vitest'
import { setLocale } from '@/locales/i18n'
import './allTexts'

// jsdom's dialog element has no methods. The tests need only their attribute and event.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true
}
HTMLDialogElement.prototype.close = function () {
  this.open = false
  this.dispatchEvent(new Event('close'))
}

// It has no layout, so that there is nothing to scroll to.
Element.prototype.scrollIntoView = () => {}

afterEach(async () => {
  cleanup()
  await setLocale('zh-CN')
  localStorage.clear()
  sessionStorage.clear()
})
