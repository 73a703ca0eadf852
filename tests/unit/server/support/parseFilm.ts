import { createFile, MP4BoxBuffer, type Movie, type Sample } from 'mp4box'

/** A film as another library reads it: its tracks, and the samples of each by the track's id. */
export interface ParsedFilm {
  readonly movie: Movie
  readonly samples: ReadonlyMap<number, readonly Sample[]>
}

/** Read a whole MP4 file. Throws an Error if it has no index. */
export function parseFilm(file: Uint8Array): ParsedFilm {
  const reader = createFile()
  const samples = new Map<number, Sample[]>()
  let movie: Movie | null = null
  reader.onReady = (info) => {
    movie = info
    for (const { id } of info.tracks) reader.setExtractionOptions(id)
    reader.onSamples = (id, _, more) => void samples.set(id, [...(samples.get(id) ?? []), ...more])
    reader.start()
  }
  reader.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(file).buffer, 0))
  reader.flush()
  if (movie === null) throw new Error('no index was found')
  return { movie, samples }
}

/** The text of a sample of timed text. */
export function textOfSample({ data }: Sample): string {
  if (!data) throw new Error('the sample has no data')
  const bytes = Buffer.from(data)
  return bytes.subarray(2, 2 + bytes.readUInt16BE(0)).toString()
}
