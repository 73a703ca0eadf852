import { ApiError } from '@/api/calls/errors'
import { createBatchStream, fetchBatch } from '@/api/tasks/batches'
import { steadyNow } from '@/platform/steadyClock'
import type { BatchEvent } from '@/protocol/batches'
import { reportOfBatch, reportOfStatus } from '@/tasks/batchReport'
import { isActive, taskKey, type Task } from '@/tasks/state'
import type { ConnectionState } from '@/transport/connectionState'
import { askFor, createTaskWatch, report, type TaskBook } from './taskWatch'

/** What is heard of one batch, for those who follow it themselves. */
export interface BatchListener {
  /** An event of its stream; a state of a version that was seen before is left out. */
  readonly onEvent: (event: BatchEvent) => void
  readonly onState: (state: ConnectionState) => void
}

/** What the feed reads and writes. */
export interface BatchFeedOptions extends TaskBook {
  /** An event that cannot be read. */
  readonly onMalformed: () => void
}

/** The active batches of one person, each followed on a stream of its own. */
export interface BatchFeed {
  /** Follow the batches that are active now, and no others. */
  readonly tend: () => void
  /** Ask for one batch now. Never rejects. */
  readonly ask: (batchId: string) => Promise<void>
  /** Listen to one batch. @returns stops */
  readonly listen: (batchId: string, listener: BatchListener) => () => void
  readonly stop: () => void
}

/** Make a feed that follows nothing. */
export function createBatchFeed(options: BatchFeedOptions): BatchFeed {
  const controller = new AbortController()
  const followed = new Map<string, () => void>()
  const listeners = new Map<string, Set<BatchListener>>()
  const keyOf = (id: string) => taskKey({ kind: 'batch', id })
  const known = (id: string): Task | undefined => options.tasks().get(keyOf(id))

  function ask(id: string): Promise<boolean> {
    const fetch = async () => reportOfBatch(await fetchBatch(id, controller.signal), known(id), steadyNow())
    return askFor(options, keyOf(id), fetch)
  }

  /** Tell the end of a batch that is no longer followed. */
  async function tellEnd(id: string, listener: BatchListener) {
    try {
      const batch = await fetchBatch(id, controller.signal)
      if (listeners.get(id)?.has(listener) !== true) return
      listener.onEvent({ kind: 'status', status: { ...batch, timestamp: batch.updatedAt } })
      listener.onEvent({ kind: 'complete', complete: { batchId: id, finalStatus: batch.status } })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.kind !== 'cancelled') listener.onEvent({ kind: 'error', message: error.detail })
    }
  }

  function tell(id: string, event: BatchEvent) {
    for (const listener of [...(listeners.get(id) ?? [])]) listener.onEvent(event)
  }

  /** @returns stops following */
  function follow(id: string): () => void {
    let written = known(id)?.step?.current ?? 0
    const watch = createTaskWatch({
      ask: () => ask(id),
      known: () => known(id),
      isNeeded: () => true,
      isOver: () => !followed.has(id),
    })

    function handle(event: BatchEvent, receivedAt: number) {
      watch.received(event.kind === 'status' || event.kind === 'complete' ? 'message' : 'byte')
      switch (event.kind) {
        case 'status': {
          const before = known(id)
          report(options, [reportOfStatus(event.status, before, receivedAt)])
          if (before?.version !== known(id)?.version || before?.status !== known(id)?.status) tell(id, event)
          const count = event.status.copyCount ?? 0
          // The stream says how many versions there are; the call brings them.
          if (count > written) void ask(id)
          written = Math.max(written, count)
          return
        }
        case 'complete':
        case 'error':
          tell(id, event)
          void ask(id)
          return
        case 'malformed':
          tell(id, event)
          options.onMalformed()
          return
        case 'unknown':
      }
    }

    const stream = createBatchStream(id, {
      ...watch.listener,
      onBatchEvent: handle,
      onState(state) {
        for (const listener of listeners.get(id) ?? []) listener.onState(state)
        watch.noteState(state)
        if (state.status === 'closed' && state.fault === 'not_found') void ask(id)
      },
    })
    watch.start()
    stream.open()
    return () => {
      followed.delete(id)
      stream.close()
      watch.stop()
    }
  }

  return {
    tend() {
      const active = new Set(
        [...options.tasks().values()]
          .filter((task) => task.kind === 'batch' && isActive(task))
          .map(({ id }) => id),
      )
      for (const [id, stop] of [...followed]) if (!active.has(id)) stop()
      for (const id of active) if (!followed.has(id)) followed.set(id, follow(id))
    },
    listen(batchId, listener) {
      const all = listeners.get(batchId) ?? new Set()
      listeners.set(batchId, all.add(listener))
      const task = known(batchId)
      if (task && !isActive(task)) void tellEnd(batchId, listener)
      return () => {
        all.delete(listener)
        if (all.size === 0) listeners.delete(batchId)
      }
    },
    async ask(batchId) {
      await ask(batchId)
    },
    stop() {
      controller.abort()
      for (const stop of [...followed.values()]) stop()
    },
  }
}
