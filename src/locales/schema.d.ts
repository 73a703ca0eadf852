import type en from './en'
import type labEn from './labEn'

type Texts = typeof en & Partial<typeof labEn>

declare module 'vue-i18n' {
  // Every key is checked against the English texts; a test compares the two languages.
  export interface DefineLocaleMessage extends Texts {}
}
