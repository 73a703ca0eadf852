import { readFileSync } from 'node:fs'
import { doJob } from '../../../server/media/mediaJobs'
import { cameraMoveOf } from '../../../src/protocol/cameraMoves'
import { BUILT_IN_LONG_SIDE } from '../../../server/media/encoder'
import { CLIP_FPS, clipSize, SIZES } from '../../../server/media/sizes'
import { rewriteStory } from '../../../server/producers/rewriteStory'
import { draftScenes } from '../../../server/producers/draftScenes'
import type { MediaFiles } from './files'

const SECONDS = 1

/** A picture, its thumbnail and a clip, made by the studio's code. */
export async function makeMedia(): Promise<MediaFiles> {
  const story = readFileSync('tests/fixtures/stories/taohuayuan.txt', 'utf8')
  const [words] = draftScenes(rewriteStory(story, 'full').text, story)
  if (!words) throw new Error('the tale has scenes')
  const size = clipSize('9:16', BUILT_IN_LONG_SIDE)
  const painted = await doJob({ kind: 'paint', words, take: 0, reference: null, ...SIZES['9:16'] })
  if (!('thumbnail' in painted)) throw new Error('painting makes pictures')
  const frames = CLIP_FPS * SECONDS
  const { picture } = painted
  const encoded = await doJob({
    kind: 'encode',
    picture,
    move: cameraMoveOf('pan_left'),
    size,
    fps: CLIP_FPS,
    frames,
    ffmpeg: null,
  })
  if (!('clip' in encoded)) throw new Error('encoding makes a clip')
  return { ...painted, ...encoded }
}
