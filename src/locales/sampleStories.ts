/** Stories to try, in the public domain: one Chinese (Tao Yuanming, 421), one English (Andersen, 1835). */
export const SAMPLE_STORIES = ['taohuayuan', 'princessAndPea'] as const

/** Name of a story to try. */
export type SampleStory = (typeof SAMPLE_STORIES)[number]

/** Fetch the text of a story to try; nothing of it is loaded before somebody asks. */
export async function loadSampleStory(story: SampleStory): Promise<string> {
  const module = await (story === 'taohuayuan'
    ? import('./samples/taohuayuan.txt?raw')
    : import('./samples/princessAndPea.txt?raw'))
  return module.default.trim()
}
