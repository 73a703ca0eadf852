import { strFromU8, unzipSync } from 'fflate'
import * as v from 'valibot'
import { ASPECT_RATIOS } from '../protocol/aspectRatios'
import { MANIFEST_NAME, FORMAT, VERSION } from './projectManifest'

const fileName = v.pipe(v.string(), v.regex(/^(?:pictures|clips)\/[\w.-]+$/))
const file = v.nullable(fileName)
const text = v.string()

const sceneSchema = v.object({
  narration: text,
  description: text,
  image_prompt: text,
  shot_type: v.nullable(text),
  duration_seconds: v.pipe(v.number(), v.minValue(0.1), v.maxValue(600)),
  picture: file,
  move: v.nullable(
    v.object({ type: text, description: v.nullable(text), params: v.record(text, v.unknown()) }),
  ),
  clip: file,
})

const archiveSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  name: text,
  story: text,
  rewrite: text,
  aspect_ratio: v.picklist(ASPECT_RATIOS),
  scenes: v.array(sceneSchema),
})

/** A project in an archive. Media are named by their place in it. */
export type ArchivedProject = v.InferOutput<typeof archiveSchema>

/** Why a file is no project: it is no ZIP file, has no project in it, one of a newer version, or lacks a file that it names. */
export type ArchiveProblem = 'notZip' | 'noProject' | 'newer' | 'tooLarge' | 'fileMissing'

/** What was read from an archive. */
export type ReadArchive =
  | {
      readonly status: 'read'
      readonly project: ArchivedProject
      readonly files: ReadonlyMap<string, Uint8Array>
    }
  | { readonly status: 'failed'; readonly problem: ArchiveProblem }

function failed(problem: ArchiveProblem): ReadArchive {
  return { status: 'failed', problem }
}

/** The newest version that somebody may have written; null for what is no archive of ours. */
function versionOf(manifest: unknown): number | null {
  const result = v.safeParse(v.object({ format: v.literal(FORMAT), version: v.number() }), manifest)
  return result.success ? result.output.version : null
}

function parseManifest(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strFromU8(bytes))
  } catch {
    return null // not JSON, so not a project
  }
}

/**
 * Read a project's archive.
 *
 * @param maxBytes the most that all its files may have together, unpacked
 */
export function readArchive(zip: Uint8Array, maxBytes: number): ReadArchive {
  let total = 0
  let entries: Record<string, Uint8Array>
  try {
    entries = unzipSync(zip, {
      filter({ name, originalSize }) {
        const isOurs = name === MANIFEST_NAME || v.is(fileName, name)
        if (isOurs) total += originalSize
        return isOurs && total <= maxBytes
      },
    })
  } catch {
    return failed('notZip') // no ZIP file, or a damaged one
  }
  if (total > maxBytes) return failed('tooLarge')
  const bytes = entries[MANIFEST_NAME]
  if (!bytes) return failed('noProject')
  const manifest = parseManifest(bytes)
  const version = versionOf(manifest)
  if (version !== null && version > VERSION) return failed('newer')
  const result = v.safeParse(archiveSchema, manifest)
  if (!result.success) return failed('noProject')
  const files = new Map(Object.entries(entries).filter(([name]) => name !== MANIFEST_NAME))
  const named = result.output.scenes
    .flatMap(({ picture, clip }) => [picture, clip])
    .filter((one) => one !== null)
  if (named.some((name) => !files.has(name))) return failed('fileMissing')
  return { status: 'read', project: result.output, files }
}
