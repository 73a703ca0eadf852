import { cleanup } from '@testing-library/vue'
import { config } from '@vue/test-utils'
import { afterEach } from 'vitest'
import { testI18n } from './testI18n'

config.global.plugins = [testI18n]

// jsdom has the dialog element without its methods; what the tests need of them is the attribute and the event.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true
}
HTMLDialogElement.prototype.close = function () {
  this.open = false
  this.dispatchEvent(new Event('close'))
}

afterEach(() => {
  cleanup()
  testI18n.global.locale.value = 'zh-CN'
  localStorage.clear()
  sessionStorage.clear()
})
