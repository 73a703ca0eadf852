import { Buffer } from 'node:buffer'
import type { Cue } from '../../src/protocol/subtitles'

/*
 * Adds a track of timed text to an MP4 file. Only the boxes that such a track needs are written here, after ISO/IEC 14496-12
 * (boxes) and 3GPP TS 26.245 (timed text); `docs/decisions` says why no library does it.
 */

/** Times of the track are counted in milliseconds. */
const TIMESCALE = 1000

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2)
  return bytes
}
function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}
function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}
/** A box with a version, which is 0 here, and flags. */
function fullBox(type: string, flags: number, ...parts: readonly Uint8Array[]): Buffer {
  return box(type, u32(flags), ...parts)
}

interface Box {
  readonly type: string
  readonly bytes: Buffer
}

/** The boxes in a run of bytes. Throws an Error if they are not boxes. */
function boxesIn(bytes: Buffer): Box[] {
  const boxes: Box[] = []
  for (let at = 0; at < bytes.length;) {
    const short = at + 8 <= bytes.length ? bytes.readUInt32BE(at) : 0
    const size = short === 1 && at + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(at + 8)) : short
    if (size < 8 || at + size > bytes.length) throw new Error('The film is not an MP4 file.')
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      bytes: bytes.subarray(at, at + size),
    })
    at += size
  }
  return boxes
}

/** A sample of timed text: its length, and the text. */
function sampleOf(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([u16(bytes.length), bytes])
}

interface Sample {
  readonly bytes: Buffer
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
function sampleEntry(): Buffer {
  const font = Buffer.from('Sans-Serif')
  return box(
    'tx3g',
    Buffer.alloc(6),
    u16(1), // data reference
    u32(0), // display flags
    Buffer.from([1, 0xff]), // centred, at the bottom
    Buffer.from([0, 0, 0, 0]), // no background
    u16(0, 0, 0, 0), // the whole text box
    u16(0, 0, 1), // style of the whole text, font 1
    Buffer.from([0, 18]), // plain, size
    Buffer.from([255, 255, 255, 255]),
    box('ftab', u16(1, 1), Buffer.from([font.length]), font),
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
    fullBox('hdlr', 0, u32(0), Buffer.from('sbtl'), u32(0, 0, 0), Buffer.from('Subtitles\0')),
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
export function addTextTrack(film: Uint8Array, cues: readonly Cue[], language: string): Uint8Array {
  const samples = samplesOf(cues)
  const file = Buffer.from(film.buffer, film.byteOffset, film.byteLength)
  const movie = boxesIn(file).at(-1)
  if (movie?.type !== 'moov') throw new Error('The film is not an MP4 file that ends with its index.')
  if (samples.length === 0) return film
  const before = file.subarray(0, file.length - movie.bytes.length)
  const parts = boxesIn(movie.bytes.subarray(8))
  const header = parts.find(({ type }) => type === 'mvhd')?.bytes
  if (!header) throw new Error('The index of the film has no header.')
  const version = header.readUInt8(8)
  const scale = header.readUInt32BE(version === 1 ? 28 : 20)
  const id = header.readUInt32BE(header.length - 4)
  const nextHeader = Buffer.from(header)
  nextHeader.writeUInt32BE(id + 1, header.length - 4)
  const track = trackOf(samples, before.length + 8, { id, language, scale })
  const others = parts.map((part) => (part.bytes === header ? nextHeader : part.bytes))
  return Buffer.concat([
    before,
    box('mdat', ...samples.map(({ bytes }) => bytes)),
    box('moov', ...others, track),
  ])
}
