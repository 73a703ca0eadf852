import { EXPORT_TYPE } from '../../src/protocol/singleTasks'
import { findProject, type ProjectRecord } from '../database/projects'
import { otherExports, taskOf } from '../database/tasks'
import type { Faults } from '../faults/faults'
import { wordsOf } from '../runs/failure'
import type { StudioParts } from '../runs/runContext'
import { queueText, say } from '../texts'
import type { Language } from '../words/language'
import { exportFilm } from './exportFilm'
import { isTaskActive } from './taskBoard'

/** Exports films, one at a time; others wait in the order in which they were started. */
export interface ExportRunner {
  /** Start to export a project's film. @returns the id of the task */
  start(project: ProjectRecord, language: Language): string
  /** Cancel an export. @returns false if it has already ended, or is none */
  cancel(id: string): boolean
  /** Cancel the export of a project and wait until it has stopped. */
  stop(projectId: string): Promise<void>
  close(): Promise<void>
}

interface Entry {
  readonly id: string
  readonly projectId: string
  readonly language: Language
  readonly controller: AbortController
}

/** Create a runner. `onBug`: called with errors of the studio itself. */
export function createExportRunner(
  parts: StudioParts,
  faults: Faults | null,
  onBug: (error: unknown) => void,
): ExportRunner {
  const { db, media, tasks } = parts
  const queue: Entry[] = []
  let working: Promise<void> | null = null
  let isClosed = false

  async function work(): Promise<void> {
    for (let entry = queue[0]; entry !== undefined && !isClosed; entry = queue[0]) {
      await carryOut(entry).catch(onBug)
      queue.shift()
      announcePlaces()
    }
    working = null
  }

  /** Say how many exports are before each one that waits. */
  function announcePlaces(): void {
    for (const [ahead, { id, language }] of queue.slice(1).entries())
      tasks.change(id, { message: queueText(language, ahead) })
  }

  async function onScene(signal: AbortSignal): Promise<void> {
    const slow = faults?.take('slow_job', { jobType: EXPORT_TYPE })
    if (slow) await faults?.wait(slow, signal)
  }

  async function carryOut({ id, projectId, language, controller }: Entry): Promise<void> {
    const { signal } = controller
    const project = findProject(db, projectId)
    if (!project || signal.aborted) return
    tasks.start(id)
    try {
      if (faults?.take('fail_job', { jobType: EXPORT_TYPE }))
        throw new Error(say(language, 'jobFailedOnRequest'))
      const film = await exportFilm({
        ...parts,
        project,
        language,
        signal,
        report: (percent, message) => tasks.report(id, percent, message),
        onScene: () => onScene(signal),
      })
      const file = await media.write(film, 'mp4')
      const older = otherExports(db, projectId, id)
      db.transaction(() => {
        for (const other of older) tasks.change(other.id, { file: null })
        tasks.change(id, { state: 'SUCCESS', file, progress: 100, seconds_left: null, message: null })
      })
      await media.remove(older.map((other) => other.file))
    } catch (error) {
      // The next start of the studio finds what it interrupts now.
      if (isClosed || !taskOf(db, id)) return
      const end = signal.aborted
        ? ({ state: 'REVOKED' } as const)
        : ({ state: 'FAILURE', error: wordsOf(error, language) } as const)
      tasks.change(id, { ...end, seconds_left: null, message: null })
    }
  }

  function cancel(id: string): boolean {
    const index = queue.findIndex((entry) => entry.id === id)
    const task = taskOf(db, id)
    if (index === -1 || task === null || !isTaskActive(task)) return false
    queue[index]?.controller.abort()
    if (index > 0) {
      queue.splice(index, 1)
      tasks.change(id, { state: 'REVOKED', message: null })
      announcePlaces()
    }
    return true
  }

  return {
    start({ id: projectId }, language) {
      const id = tasks.add(projectId, EXPORT_TYPE)
      queue.push({ id, projectId, language, controller: new AbortController() })
      announcePlaces()
      working ??= work()
      return id
    },
    cancel,
    async stop(projectId) {
      const concerned = queue.filter((entry) => entry.projectId === projectId)
      const isWorking = concerned.some((entry) => entry === queue[0])
      for (const { id } of concerned) cancel(id)
      if (isWorking) await working
    },
    async close() {
      isClosed = true
      for (const { controller } of queue) controller.abort()
      await working
    },
  }
}
