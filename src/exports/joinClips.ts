import {
  BufferSource,
  BufferTarget,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
  type EncodedPacket,
} from 'mediabunny'
import type { Cue } from '../protocol/subtitles'
import { addTextTrack } from './textTrack'

/** A clip that is taken apart: encoded frames, and what a decoder must know about them. */
export interface ClipParts {
  /** The same for clips that one decoder plays one after the other. */
  readonly kind: string
  readonly config: VideoDecoderConfig
  readonly seconds: number
  readonly packets: readonly EncodedPacket[]
}

/** Take a clip apart, without decoding it. Throws an Error if it is not an MP4 file with a video. */
export async function takeApart(clip: Uint8Array): Promise<ClipParts> {
  const input = new Input({ source: new BufferSource(clip), formats: [MP4] })
  const track = await input.getPrimaryVideoTrack()
  const config = await track?.getDecoderConfig()
  if (!track || !config) throw new Error('A clip has no video.')
  const packets: EncodedPacket[] = []
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet)
  const description = config.description
  const bytes = description === undefined ? '' : asBytes(description).join(',')
  return {
    kind: [config.codec, config.codedWidth, config.codedHeight, bytes].join(' '),
    config,
    seconds: await track.computeDuration(),
    packets,
  }
}

function asBytes(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
}

/** Write the frames of clips of one kind into one MP4 file, as they are, one clip after the other. */
export async function joinPackets(clips: readonly ClipParts[]): Promise<Uint8Array<ArrayBuffer>> {
  const target = new BufferTarget()
  // The index comes last, where the subtitles are added to it.
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target })
  const video = new EncodedVideoPacketSource('avc')
  output.addVideoTrack(video)
  await output.start()
  let at = 0
  let sequenceNumber = 0
  for (const { config, packets, seconds } of clips) {
    for (const packet of packets) {
      const moved = packet.clone({ timestamp: at + packet.timestamp, sequenceNumber })
      await video.add(moved, { decoderConfig: config })
      sequenceNumber += 1
    }
    at += seconds
  }
  await output.finalize()
  if (target.buffer === null) throw new Error('The film was not written.')
  return new Uint8Array(target.buffer)
}

/**
 * Join clips of one kind into one film. Nothing is encoded anew: the frames are copied as they are.
 *
 * @param cues the subtitles, in seconds from the beginning of the film
 * @param language of the subtitles: ISO 639-2/T, such as `zho`
 */
export async function joinClips(
  clips: readonly ClipParts[],
  cues: readonly Cue[],
  language: string,
): Promise<Uint8Array<ArrayBuffer>> {
  return addTextTrack(await joinPackets(clips), cues, language)
}
