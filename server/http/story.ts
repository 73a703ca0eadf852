import { characterCount, storyProblem } from '../../src/protocol/storyText'
import type { FieldReader } from './request'

/** A story's text from the body's `original_topic`; a field error where it is blank or too long. */
export function readStory(fields: FieldReader, required: boolean): string | undefined {
  const story = fields.text('original_topic', { required })
  if (story === undefined) return undefined
  const problem = storyProblem(story)
  if (problem === 'blank') return fields.fault('original_topic', 'blankStory')
  if (problem === 'tooLong')
    return fields.fault('original_topic', 'storyTooLong', {
      count: characterCount(story).toLocaleString('en-US'),
    })
  return story
}
