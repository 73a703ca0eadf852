import { cleanup } from '@testing-library/vue'
import { config } from '@vue/test-utils'
import { afterEach } from 'vitest'
import { testI18n } from './testI18n'

config.global.plugins = [testI18n]

// jsdom's dialog element has no methods. The tests need only their attribute and event.
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
