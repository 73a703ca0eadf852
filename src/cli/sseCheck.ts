import { createWriteStream, readFileSync } from 'node:fs'
import { once } from 'node:events'
import type { Diagnosis } from '@/api/lab/diagnose'
import type { Expectation } from '@/lab/expectations/expectation'
import { createExpectationChecker } from '@/lab/expectations/expectationChecker'
import { parseExpectations } from '@/lab/expectations/parseExpectations'
import { createDeliveryMeter } from '@/lab/delivery'
import type { LabEntry } from '@/lab/entries'
import { visibleText } from '@/lab/hex'
import { createJudge } from '@/lab/rules/judge'
import { readRawStream } from '@/lab/recording/readRawStream'
import { looksLikeRecording, readRecording } from '@/lab/recording/readRecording'
import type { Recording } from '@/lab/recording/recording'
import { recordingHeader, recordingLine } from '@/lab/recording/writeRecording'
import { withoutSecrets } from '@/lab/streamUrl'
import { reportToText, type ReportParts, type Translate } from '@/lab/writtenReport'
import { listen } from './listen'
import { readOptions, type CheckOptions } from './options'
import { translateInto } from './translate'

/** The parts of `process` that the command uses. */
export interface CheckProcess {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: { readonly write: (text: string) => unknown }
  readonly stderr: { readonly write: (text: string) => unknown }
  readonly once: (event: 'SIGINT', listener: () => void) => unknown
}

/** 0: nothing is broken; 1: a fault was found or an expectation fails; 2: nothing could be checked. */
export type ExitCode = 0 | 1 | 2

/** Nothing can be checked. The message is the translated explanation. */
class CannotCheck extends Error {}

/** A file that failed, with the system's error code: the error's own sentence is English whatever the language is. */
function failedFile(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? `${path} (${code})` : path
}

function readBytes(path: string, t: Translate): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new CannotCheck(t('lab.cli.unreadable', { text: failedFile(path, error) }))
  }
}

/** Read the expectations in a file. A line that cannot be read must not pass for one that holds. */
function readExpectations(path: string | null, t: Translate): readonly Expectation[] {
  if (path === null) return []
  const { expectations, faults } = parseExpectations(new TextDecoder().decode(readBytes(path, t)))
  if (faults.length === 0) return expectations
  const lines = faults.map(({ line, reason, text }) =>
    t('lab.cli.badLine', { line, text: `${t(`lab.assertion.fault.${reason}`, {})} ${text}`.trim() }),
  )
  throw new CannotCheck(lines.join('\n'))
}

/** Judges a stream, measures its delivery and checks the expectations. */
function createCheck(stage: string | null, expectations: readonly Expectation[], url: string) {
  const judge = createJudge({ stage })
  const checker = createExpectationChecker(expectations)
  const meter = createDeliveryMeter()
  let lastAt = 0
  return {
    add(entry: LabEntry) {
      lastAt = entry.receivedAt
      judge.add(entry)
      checker.add(entry)
      meter.add(entry)
    },
    conclude(): ReportParts {
      const report = judge.report(true)
      return {
        url: withoutSecrets(url),
        report,
        delivery: meter.read(lastAt),
        expectations: checker.read({ report, isOver: true, now: null }),
      }
    },
  }
}

/** Read a file: a recording or a raw stream. */
function readSaved(
  path: string,
  warn: (text: string) => void,
  t: Translate,
): Pick<Recording, 'stage' | 'entries'> {
  const bytes = readBytes(path, t)
  const text = new TextDecoder().decode(bytes)
  const entries = looksLikeRecording(text) || text.trim() === '' ? [] : readRawStream(bytes)
  if (entries.length > 0) return { stage: null, entries }
  const read = readRecording(text)
  if (!read.ok) throw new CannotCheck(t(`lab.recording.refused.${read.reason}`, { version: read.version }))
  for (const { line, reason, text } of read.faults) warn(t(`lab.recording.line.${reason}`, { line, text }))
  return read.recording
}

/** Writes a recording while the stream arrives; null if none is wanted. */
function createFileRecorder({ target, stage, recordFile }: CheckOptions) {
  if (recordFile === null) return null
  const file = createWriteStream(recordFile)
  let failure: Error | null = null
  file.on('error', (error) => (failure = error))
  file.write(recordingHeader({ url: target, stage, startedAt: Date.now() }))
  return {
    add: (entry: LabEntry) => file.write(recordingLine(entry)),
    /** @returns why the file could not be written; null if it was */
    async end(): Promise<Error | null> {
      file.end()
      if (!file.closed) await once(file, 'close').catch(() => undefined)
      return failure
    },
  }
}

function describeDiagnosis(url: string, { kind, ...params }: Diagnosis, t: Translate): string {
  return [
    t('lab.cli.notOpened', { url: withoutSecrets(url) }),
    t(`lab.diagnosis.says.${kind}`, params),
    t(`lab.diagnosis.advice.${kind}`, params),
  ].join('\n')
}

/** Listen to an address. @throws {CannotCheck} if there is no stream */
async function checkUrl(options: CheckOptions, process: CheckProcess, t: Translate): Promise<ReportParts> {
  const { target, stage } = options
  const check = createCheck(stage, readExpectations(options.expectationsFile, t), target)
  const recorder = createFileRecorder(options)
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  const onEntry = (entry: LabEntry) => {
    check.add(entry)
    recorder?.add(entry)
  }
  const diagnosis = await listen({ ...options, onEntry, signal: controller.signal })
  const failure = (await recorder?.end()) ?? null
  if (failure)
    throw new CannotCheck(t('lab.cli.unwritable', { text: failedFile(options.recordFile ?? '', failure) }))
  if (diagnosis) throw new CannotCheck(describeDiagnosis(target, diagnosis, t))
  return check.conclude()
}

function checkFile(options: CheckOptions, warn: (text: string) => void, t: Translate): ReportParts {
  const { target, expectationsFile } = options
  const expectations = readExpectations(expectationsFile, t)
  const saved = readSaved(target, warn, t)
  const check = createCheck(options.stage ?? saved.stage, expectations, target)
  for (const entry of saved.entries) check.add(entry)
  return check.conclude()
}

function isBroken({ report, expectations }: ReportParts): boolean {
  return (
    report.findings.some(({ severity }) => severity === 'fault') ||
    expectations.some(({ status }) => status === 'fail')
  )
}

/** The report as JSON. Scripts read these field names. */
function reportToJson({ expectations, ...parts }: ReportParts): string {
  return `${JSON.stringify({ ...parts, assertions: expectations }, null, 2)}\n`
}

/** The command `sse-check`: check a live or saved stream. The output never contains a header or a token. */
export async function sseCheck(args: readonly string[], process: CheckProcess): Promise<ExitCode> {
  const options = readOptions(args, process.env)
  const t = translateInto(options.language)
  const warn = (text: string) => process.stderr.write(`${visibleText(text).replaceAll('\u240a', '')}\n`)
  if ('bad' in options) {
    if (options.bad !== '') warn(t('lab.cli.badOption', { text: options.bad }))
    warn(t('lab.cli.usage', {}))
    return 2
  }
  try {
    const parts = options.isUrl ? await checkUrl(options, process, t) : checkFile(options, warn, t)
    process.stdout.write(options.asJson ? reportToJson(parts) : reportToText(parts, t))
    return isBroken(parts) ? 1 : 0
  } catch (error) {
    if (!(error instanceof CannotCheck)) throw error
    warn(error.message)
    return 2
  }
}
