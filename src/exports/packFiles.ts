import { downloadZip } from 'client-zip'

/** A file on its way into a ZIP file. */
export interface PackedFile {
  readonly name: string
  readonly input: Uint8Array<ArrayBuffer> | string
}

/**
 * Pack files into a ZIP file, one after the other as they come. Pictures and clips are compressed already: nothing is again.
 *
 * @throws what `files` throws
 */
export async function packFiles(files: AsyncIterable<PackedFile>): Promise<Blob> {
  // A stream that breaks gives an error of its own in place of the one that broke it.
  let broken: { readonly cause: unknown } | null = null
  async function* watched() {
    try {
      yield* files
    } catch (cause) {
      broken = { cause }
      throw cause
    }
  }
  try {
    return await downloadZip(watched()).blob()
  } catch (error) {
    const cause = broken as { readonly cause: unknown } | null
    throw cause === null ? error : cause.cause
  }
}
