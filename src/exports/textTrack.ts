import type { Cue } from '../protocol/subtitles'

/*
 * Adds a track of timed text to an MP4 file. Only the boxes that such a track needs are written here, after ISO/IEC 14496-12
 * (boxes) and 3GPP TS 26.245 (timed text); `docs/decisions` says why no library does it.
 */

/** Times of the track are counted in milliseconds. */
const TIMESCALE = 1000

type Bytes = Uint8Array<ArrayBuffer>

function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
function u16(...values: readonly number[]): Bytes {
  const bytes = new Uint8Array(values.length * 2)
  for (const [index, value] of values.entries()) viewOf(bytes).setUint16(index * 2, value)
  return bytes
}
function u32(...values: readonly number[]): Bytes {
  const bytes = new Uint8Array(values.length * 4)
  for (const [index, value] of values.entries()) viewOf(bytes).setUint32(index * 4, value)
  return bytes
}
const utf8 = (text: string): Bytes => new TextEncoder().encode(text)
const zeros = (count: number): Bytes => new Uint8Array(count)

function box(type: string, ...parts: readonly Uint8Array[]): Bytes {
  const body = concat(...parts)
  return concat(u32(body.length + 8), utf8(type), body)
}
/** A box with a version, which is 0 here, and flags. */
function fullBox(type: string, flags: number, ...parts: readonly Uint8Array[]): Bytes {
  return box(type, u32(flags), ...parts)
}

interface Box {
  readonly type: string
  readonly bytes: Uint8Array
}

/** The boxes in a run of bytes. Throws an Error if they are not boxes. */
function boxesIn(bytes: Uint8Array): Box[] {
  const view = viewOf(bytes)
  const boxes: Box[] = []
  for (let at = 0; at < bytes.length;) {
    const short = at + 8 <= bytes.length ? view.getUint32(at) : 0
    const size = short === 1 && at + 16 <= bytes.length ? Number(view.getBigUint64(at + 8)) : short
    if (size < 8 || at + size > bytes.length) throw new Error('The film is not an MP4 file.')
    boxes.push({
      type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)),
      bytes: bytes.subarray(at, at + size),
    })
    at += size
  }
  return boxes
}

/** A sample of timed text: its length, and the text. */
function sampleOf(text: string): Bytes {
  const bytes = utf8(text)
  return concat(u16(bytes.length), bytes)
}

interface Sample {
  readonly bytes: Bytes
  readonly ms: number
}

/** The samples of the track. Where nothing is said, an empty one fills the time. */
function samplesOf(cues: readonly Cue[]): Sample[] {
  const samples: Sample[] = []
  let at = 0
  for (const { start, end, text } of cues) {
    const [from, to] = [Math.max(at, Math.round(start * TIMESCALE)), Math.round(end * TIMESCALE)]
    if (to <= from) continue
    if (from > at) samples.push({ bytes: sampleOf(''), ms: from - at })
    samples.push({ bytes: sampleOf(text), ms: to - from })
    at = to
  }
  return samples
}

/** A code of ISO 639-2/T, packed into 15 bits. */
function packedLanguage(code: string): number {
  return [...code].reduce((packed, letter) => packed * 32 + (letter.charCodeAt(0) - 0x60), 0)
}

/** White text in the lower part of the picture, centred. */
function sampleEntry(): Bytes {
  const font = utf8('Sans-Serif')
  return box(
    'tx3g',
    zeros(6),
    u16(1), // data reference
    u32(0), // display flags
    new Uint8Array([1, 0xff]), // centred, at the bottom
    zeros(4), // no background
    u16(0, 0, 0, 0), // the whole text box
    u16(0, 0, 1), // style of the whole text, font 1
    new Uint8Array([0, 18]), // plain, size
    new Uint8Array([255, 255, 255, 255]),
    box('ftab', u16(1, 1), new Uint8Array([font.length]), font),
  )
}

const IDENTITY = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

/** The box of the track. `dataAt`: where the samples begin in the file. */
function trackOf(
  samples: readonly Sample[],
  dataAt: number,
  track: { id: number; language: string; scale: number },
) {
  const ms = samples.reduce((sum, sample) => sum + sample.ms, 0)
  const header = fullBox(
    'tkhd',
    3, // enabled, part of the film
    u32(0, 0, track.id, 0, Math.round((ms / TIMESCALE) * track.scale), 0, 0),
    u16(0xffff, 1, 0, 0), // above the picture; tracks of group 1 are alternatives
    IDENTITY,
    u32(0, 0),
  )
  const table = box(
    'stbl',
    fullBox('stsd', 0, u32(1), sampleEntry()),
    fullBox('stts', 0, u32(samples.length, ...samples.flatMap((sample) => [1, sample.ms]))),
    fullBox('stsc', 0, u32(1, 1, samples.length, 1)), // one chunk with all samples
    fullBox('stsz', 0, u32(0, samples.length, ...samples.map(({ bytes }) => bytes.length))),
    fullBox('co64', 0, u32(1, Math.floor(dataAt / 2 ** 32), dataAt % 2 ** 32)),
  )
  const media = box(
    'mdia',
    fullBox('mdhd', 0, u32(0, 0, TIMESCALE, ms), u16(packedLanguage(track.language), 0)),
    fullBox('hdlr', 0, u32(0), utf8('sbtl'), u32(0, 0, 0), utf8('Subtitles\0')),
    box(
      'minf',
      fullBox('nmhd', 0),
      box('dinf', fullBox('dref', 0, u32(1), fullBox('url ', 1))), // the samples are in this file
      table,
    ),
  )
  return box('trak', header, media)
}

/**
 * Add a track of timed text to an MP4 file whose `moov` box is its last one.
 *
 * @param language ISO 639-2/T, such as `zho`
 * @throws Error if the file is not such an MP4 file
 */
export function addTextTrack(film: Bytes, cues: readonly Cue[], language: string): Bytes {
  const samples = samplesOf(cues)
  const movie = boxesIn(film).at(-1)
  if (movie?.type !== 'moov') throw new Error('The film is not an MP4 file that ends with its index.')
  if (samples.length === 0) return film
  const before = film.subarray(0, film.length - movie.bytes.length)
  const parts = boxesIn(movie.bytes.subarray(8))
  const header = parts.find(({ type }) => type === 'mvhd')?.bytes
  if (!header) throw new Error('The index of the film has no header.')
  const view = viewOf(header)
  const scale = view.getUint32(view.getUint8(8) === 1 ? 28 : 20)
  const id = view.getUint32(header.length - 4)
  const track = trackOf(samples, before.length + 8, { id, language, scale })
  const nextHeader = header.slice()
  viewOf(nextHeader).setUint32(header.length - 4, id + 1)
  const others = parts.map((part) => (part.bytes === header ? nextHeader : part.bytes))
  return concat(before, box('mdat', ...samples.map(({ bytes }) => bytes)), box('moov', ...others, track))
}
