import { NO_DRAFTS, readOn } from '@/protocol/sceneDrafts'
import type { DraftReader } from './scenes'

/** Make a reader that remembers how far it has read a text. While the text only grows, it continues from there. */
export function createDraftReader(): DraftReader {
  let reading = NO_DRAFTS
  let epoch = 0
  let length = 0
  return ({ text, textEpoch, textEnd }) => {
    if (textEpoch !== epoch || text.length < length) {
      reading = NO_DRAFTS
      length = 0
    }
    const added = text.length - length
    if (added > 0)
      reading = readOn(reading, added <= textEnd.length ? textEnd.slice(-added) : text.slice(length))
    epoch = textEpoch
    length = text.length
    return reading.drafts
  }
}
