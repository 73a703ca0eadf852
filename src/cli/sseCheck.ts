import { createWriteStream, readFileSync } from 'node:fs'
import { once } from 'node:events'
import type { Diagnosis } from '@/api/lab/diagnose'
import { createAssertionChecker } from '@/lab/expectations/assertionChecker'
import { parseAssertions, type AssertionResult, type Assertions } from '@/lab/expectations/assertions'
import { createDeliveryMeter } from '@/lab/delivery'
import type { LabEntry } from '@/lab/entries'
import { visibleText } from '@/lab/hex'
import { createJudge } from '@/lab/rules/judge'
import { readRawStream } from '@/lab/recording/rawStream'
import {
  looksLikeRecording,
  readRecording,
  recordingHeader,
  recordingLine,
  withoutSecrets,
  type Recording,
} from '@/lab/recording/recording'
import { reportToText, type ReportParts, type Say } from '@/lab/writtenReport'
import { listen } from './listen'
import { readOptions, type CheckOptions } from './options'
import { sayIn } from './words'

/** The part of a process that is used. */
export interface CheckProcess {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: { readonly write: (text: string) => unknown }
  readonly stderr: { readonly write: (text: string) => unknown }
  readonly once: (event: 'SIGINT', listener: () => void) => unknown
}

/** 0: nothing is broken; 1: a fault, or an expectation that does not hold; 2: nothing could be checked. */
export type ExitCode = 0 | 1 | 2

/** Nothing can be checked, and why, in words. */
class CannotCheck extends Error {}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function readBytes(path: string, say: Say): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new CannotCheck(say('lab.cli.unreadable', { text: reasonOf(error) }))
  }
}

/** The expectations in a file. A line that cannot be read is wrong usage: it would pass for one that holds. */
function readExpectations(path: string | null, say: Say): Assertions['expectations'] {
  if (path === null) return []
  const { expectations, faults } = parseAssertions(new TextDecoder().decode(readBytes(path, say)))
  if (faults.length === 0) return expectations
  const lines = faults.map(({ line, reason, text }) =>
    say('lab.cli.badLine', { line, text: `${say(`lab.assertion.fault.${reason}`, {})} ${text}`.trim() }),
  )
  throw new CannotCheck(lines.join('\n'))
}

/** Judges what comes and follows the expectations. */
function createCheck(stage: string | null, expectations: Assertions['expectations'], url: string) {
  const judge = createJudge({ stage })
  const checker = createAssertionChecker(expectations)
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
      const assertions = checker.read({ report, isOver: true, now: null })
      return { url: withoutSecrets(url), report, delivery: meter.read(lastAt), assertions }
    },
  }
}

/** A recording, or a stream as it crossed the wire. */
function readSaved(
  path: string,
  warn: (text: string) => void,
  say: Say,
): Pick<Recording, 'stage' | 'entries'> {
  const bytes = readBytes(path, say)
  const text = new TextDecoder().decode(bytes)
  const entries = looksLikeRecording(text) || text.trim() === '' ? [] : readRawStream(bytes)
  if (entries.length > 0) return { stage: null, entries }
  const read = readRecording(text)
  if (!read.ok) throw new CannotCheck(say(`lab.recording.refused.${read.reason}`, { version: read.version }))
  for (const { line, reason, text } of read.faults) warn(say(`lab.recording.line.${reason}`, { line, text }))
  return read.recording
}

/** Writes a recording while it comes. */
function createRecorder({ target, stage, recordFile }: CheckOptions) {
  if (recordFile === null) return null
  const file = createWriteStream(recordFile)
  let failure: Error | null = null
  file.on('error', (error) => (failure = error))
  file.write(recordingHeader({ url: target, stage, startedAt: Date.now() }))
  return {
    add: (entry: LabEntry) => file.write(recordingLine(entry)),
    /** @returns why it is not written; null where it is */
    async end(): Promise<Error | null> {
      file.end()
      if (!file.closed) await once(file, 'close').catch(() => undefined)
      return failure
    },
  }
}

function diagnosisWords(url: string, { kind, ...params }: Diagnosis, say: Say): string {
  return [
    say('lab.cli.notOpened', { url: withoutSecrets(url) }),
    say(`lab.diagnosis.says.${kind}`, params),
    say(`lab.diagnosis.advice.${kind}`, params),
  ].join('\n')
}

/** Listen to an address. @throws {CannotCheck} where there is no stream */
async function checkUrl(options: CheckOptions, process: CheckProcess, say: Say): Promise<ReportParts> {
  const { target, stage } = options
  const check = createCheck(stage, readExpectations(options.assertionsFile, say), target)
  const recorder = createRecorder(options)
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  const onEntry = (entry: LabEntry) => {
    check.add(entry)
    recorder?.add(entry)
  }
  const diagnosis = await listen({ ...options, onEntry, signal: controller.signal })
  const failure = (await recorder?.end()) ?? null
  if (failure) throw new CannotCheck(say('lab.cli.unwritable', { text: reasonOf(failure) }))
  if (diagnosis) throw new CannotCheck(diagnosisWords(target, diagnosis, say))
  return check.conclude()
}

function checkFile(options: CheckOptions, warn: (text: string) => void, say: Say): ReportParts {
  const { target, assertionsFile } = options
  const expectations = readExpectations(assertionsFile, say)
  const saved = readSaved(target, warn, say)
  const check = createCheck(options.stage ?? saved.stage, expectations, target)
  for (const entry of saved.entries) check.add(entry)
  return check.conclude()
}

function isBroken({ report, assertions }: ReportParts): boolean {
  const fails = ({ status }: AssertionResult) => status === 'fail'
  return report.findings.some(({ severity }) => severity === 'fault') || assertions.some(fails)
}

/** Check a stream, or a saved one, from a command line. What is printed holds no header and no token. */
export async function sseCheck(args: readonly string[], process: CheckProcess): Promise<ExitCode> {
  const options = readOptions(args, process.env)
  const say = sayIn(options.language)
  const warn = (text: string) => process.stderr.write(`${visibleText(text).replaceAll('\u240a', '')}\n`)
  if ('bad' in options) {
    if (options.bad !== '') warn(say('lab.cli.badOption', { text: options.bad }))
    warn(say('lab.cli.usage', {}))
    return 2
  }
  try {
    const parts = options.isUrl ? await checkUrl(options, process, say) : checkFile(options, warn, say)
    process.stdout.write(options.asJson ? `${JSON.stringify(parts, null, 2)}\n` : reportToText(parts, say))
    return isBroken(parts) ? 1 : 0
  } catch (error) {
    if (!(error instanceof CannotCheck)) throw error
    warn(error.message)
    return 2
  }
}
