import type { Texts } from './locales'

declare module 'vue-i18n' {
  // Every key is checked against the English texts; a test compares the two languages.
  export interface DefineLocaleMessage extends Texts {}
}
