import { defineStore, getActivePinia } from 'pinia'
import { shallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { pause } from '@/api/calls/pause'
import { createProject } from '@/api/projectList'
import { MEDIA_BASE, runPipeline } from '@/api/projects'
import {
  fetchTaskEnd,
  makeAgain,
  releaseQueue,
  renameProject,
  restoreVersion,
  rollBackStage,
  saveOrder,
  saveStory,
  saveTemplates,
} from '@/api/projectEdits'
import { countItemsOf, type RemakeStep } from '@/pipeline/remake'
import { selectVersions } from '@/pipeline/scenes'
import type { Stage } from '@/protocol/stages'
import { useProjectStore } from './projectStore'

/** Items that are being made again, stage by stage. */
export interface Remaking {
  readonly step: RemakeStep
  /** How many of the items have been made, by the steps that have ended. */
  readonly done: number
  readonly total: number
}

/** How often a task is asked whether it has ended, in milliseconds. */
const ASK_MS = { first: 1_000, longest: 5_000, growth: 1.5 }

function setup(projectId: string) {
  const remaking = shallowRef<Remaking | null>(null)
  const pinia = getActivePinia()
  const project = () => useProjectStore(projectId, undefined, pinia)

  /** Wait for the end of a task. @returns whether it has succeeded, as far as the server says */
  async function taskEnd(taskId: string): Promise<boolean> {
    for (let wait = ASK_MS.first; ; wait = Math.min(ASK_MS.longest, wait * ASK_MS.growth)) {
      await pause(wait, undefined)
      const end = await fetchTaskEnd(projectId, taskId)
      if (end !== 'running') return end === 'succeeded'
    }
  }

  /** Make the items of one step. @returns whether the next step can follow */
  async function carryOut({ stage, sceneIds }: RemakeStep): Promise<boolean> {
    let taskId: string | null = null
    const isAccepted = await project().perform('redo', stage, async () => {
      taskId = await makeAgain(projectId, stage, sceneIds)
    })
    // A server that names no task says nothing of its end: the next step would be refused.
    if (!isAccepted || taskId === null) return false
    try {
      return await taskEnd(taskId)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return false
    } finally {
      await project().reload()
    }
  }

  return {
    /** What is being made again, step by step; null while nothing is. */
    remaking,
    /** Make what a stage has made again: the item of one scene, or everything. */
    redo(stage: Stage, sceneId: string | null) {
      if (sceneId !== null) return project().retryScene(stage, sceneId)
      if (project().state.stages[stage].status === 'failed') return project().retryAlone(stage)
      return project().perform('redo', stage, async () => {
        await makeAgain(projectId, stage, null)
      })
    },
    /** Take back what a stage and all later ones have made. */
    rollBack: (stage: Stage) => project().perform('change', stage, () => rollBackStage(projectId, stage)),
    /** Make a stage and all later ones anew. */
    runFrom: (stage: Stage) =>
      project().perform('run', stage, async () => {
        await rollBackStage(projectId, stage)
        await runPipeline(projectId)
      }),
    /** The versions of a scene's picture or clip; null for a stage that keeps none. */
    versionsOf: (stage: Stage, number: number) =>
      selectVersions(project().state.stages, stage, number, MEDIA_BASE),
    /** Take back an older picture or clip. */
    restore: (stage: Stage, itemId: string) =>
      project().perform('change', stage, () => restoreVersion(projectId, stage, itemId)),
    /** Put the scenes into another order. */
    reorder: (from: readonly string[], to: readonly string[]) =>
      project().perform('change', 'storyboard', () => saveOrder(projectId, { from, to })),
    rename: (name: string) => project().perform('change', null, () => renameProject(projectId, name)),
    /** Replace the story of a project that was never run. */
    replaceStory: (story: string) => project().perform('change', null, () => saveStory(projectId, story)),
    /** Have the models asked with another set of prompt templates. */
    chooseTemplates: (set: string) => project().perform('change', null, () => saveTemplates(projectId, set)),
    /** Make a new project of the same story. @returns its id; null where the server refuses it */
    async duplicate(name: string): Promise<string | null> {
      const { info } = project()
      if (info === null) return null
      const { story, aspectRatio, filmLength, templates } = info
      const copy = { name, story, aspectRatio, filmLength, templateSet: templates?.chosen ?? null }
      let id: string | null = null
      await project().perform('change', null, async () => {
        id = (await createProject(copy)).id
      })
      return id
    },
    /** Leave the queue. */
    release: () => project().perform('pause', null, () => releaseQueue(projectId)),
    /**
     * Make items step by step: a server runs one stage at a time. What is left of it when a step fails, or when the page
     * is closed, stays as it was and is offered again.
     */
    async remake(steps: readonly RemakeStep[]): Promise<void> {
      if (remaking.value !== null) return
      const total = countItemsOf(steps)
      const leave = project().follow()
      let done = 0
      try {
        for (const step of steps) {
          remaking.value = { step, done, total }
          if (!(await carryOut(step))) break
          done += step.sceneIds.length
        }
      } finally {
        remaking.value = null
        leave()
      }
    },
  }
}

/** What a person does with a project besides running it. None of its commands rejects. */
export function useHandStore(projectId: string) {
  return defineStore(`hands/${projectId}`, () => setup(projectId))()
}
