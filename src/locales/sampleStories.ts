/** A story to try, in the public domain. */
export interface SampleStory {
  readonly id: 'taohuayuan' | 'princessAndPea'
  readonly title: string
  /** The language it is written in. */
  readonly lang: string
}

/** The stories to try: one Chinese (Tao Yuanming, 421), one English (Andersen, 1835). */
export const SAMPLE_STORIES: readonly SampleStory[] = [
  { id: 'taohuayuan', title: '桃花源记', lang: 'zh-CN' },
  { id: 'princessAndPea', title: 'The Princess and the Pea', lang: 'en' },
]

/** Fetch the text of a story to try; nothing of it is loaded before somebody asks. */
export async function loadSampleStory({ id }: SampleStory): Promise<string> {
  const module = await (id === 'taohuayuan'
    ? import('./samples/taohuayuan.txt?raw')
    : import('./samples/princessAndPea.txt?raw'))
  return module.default.trim()
}
