import type { ExtractionModel } from '@/composables/tasks/extractionModel'
import type { FilmModel } from '@/composables/tasks/filmModel'
import type { RedrawModel } from '@/composables/tasks/redrawModel'
import type { ShownTask, TasksModel } from '@/composables/tasks/taskModel'
import type { VariantsModel } from '@/composables/tasks/variantsModel'
import type { Copy } from '@/protocol/batches'
import type { ProposedScene } from '@/protocol/jobs'
import type { Task } from '@/tasks/state'
import { LONG_WORD, NOW, STORY } from './fixtures'

const nothing = () => undefined

const TASK: Task = {
  kind: 'job',
  id: 'j1',
  type: 'storyboard_matching',
  projectId: 'p1',
  sceneId: null,
  status: 'running',
  progress: 40,
  step: { current: 3, total: 7 },
  message: '正在匹配场景 3 的角色与地点',
  error: null,
  result: null,
  version: null,
  endsAt: null,
  doubt: null,
  createdAt: NOW - 90_000,
  startedAt: NOW - 80_000,
  updatedAt: NOW - 1_000,
  seenAt: NOW,
}

/** A task as the task centre shows it, with changes to the task and to the rest. */
export function shownTask(task: Partial<Task> = {}, changes: Partial<ShownTask> = {}): ShownTask {
  const whole = { ...TASK, ...task }
  const isActive = whole.status === 'pending' || whole.status === 'running'
  return {
    key: `job:${whole.id}`,
    task: whole,
    name: '匹配角色与场景',
    projectName: '桃花源记',
    place: { name: 'stage', params: { id: 'p1', stage: 'storyboard' } },
    film: null,
    canCancel: isActive,
    canRetry: whole.status === 'failed' || whole.status === 'cancelled',
    canCheck: whole.doubt !== null,
    cancelsAlso: null,
    isSending: false,
    refusal: null,
    trouble: null,
    ...changes,
  }
}

const NO_WORK = { progress: null, step: null, message: null } as const

/** A task in each state. */
export const SHOWN_TASKS: Readonly<Record<string, ShownTask>> = {
  running: shownTask(),
  pending: shownTask(
    { ...NO_WORK, status: 'pending', message: '已加入队列，前面还有 2 个。' },
    { name: 'AI 提取分镜', cancelsAlso: '取消提取，之后的角色与场景匹配也不会开始' },
  ),
  'running, not measured': shownTask({ ...NO_WORK, message: '已找到 3 个场景' }),
  'being cancelled': shownTask({}, { isSending: true }),
  completed: shownTask({ ...NO_WORK, status: 'completed' }),
  'partly done': shownTask({ ...NO_WORK, status: 'partial', error: '两个版本没有写成。' }),
  failed: shownTask({ ...NO_WORK, status: 'failed', error: '模型没有回答。' }),
  'failed, and its retry refused': shownTask(
    { ...NO_WORK, status: 'failed', error: `Traceback ${LONG_WORD}` },
    { refusal: '这个项目已有分镜提取在进行。' },
  ),
  cancelled: shownTask({ ...NO_WORK, status: 'cancelled' }),
  unknown: shownTask(
    { ...NO_WORK, status: 'unknown', doubt: 'forgotten', createdAt: null },
    { trouble: '服务器已找不到这个任务。它可能已经结束，或已随项目删除。' },
  ),
  'completed, with a film': shownTask(
    { ...NO_WORK, kind: 'task', status: 'completed' },
    { name: '导出短片', film: { url: '/media/film.mp4', name: '桃花源记.mp4' } },
  ),
  'with an estimate': shownTask({ kind: 'task', endsAt: NOW + 71_000 }, { name: '导出短片' }),
  'of an unknown project, with long words': shownTask(
    { message: `${LONG_WORD} ${STORY}` },
    { projectName: null, place: null, name: LONG_WORD },
  ),
}

/** The tasks of a person, none by default. */
export function tasksModel(changes: Partial<TasksModel> = {}): TasksModel {
  return {
    activeCount: 0,
    offer: 'offered',
    delivery: null,
    malformed: null,
    shown: () => [],
    cancel: nothing,
    retry: nothing,
    check: nothing,
    dismissRefusal: nothing,
    ...changes,
  }
}

/** The scenes that an extraction proposes. */
export const PROPOSED: readonly ProposedScene[] = [
  {
    number: 1,
    narration: '晋太元中，武陵人捕鱼为业。缘溪行，忘路之远近。',
    visualPrompt: '远景：溪流、小舟；春，白日',
    shotType: '远景',
    cast: ['人物', '小舟', '溪流'],
  },
  { number: 2, narration: STORY, visualPrompt: '', shotType: null, cast: [] },
  { number: 3, narration: LONG_WORD, visualPrompt: LONG_WORD, shotType: '近景', cast: [LONG_WORD] },
]

/** The extraction of a project's scenes, at rest by default. */
export function extraction(changes: Partial<ExtractionModel> = {}): ExtractionModel {
  return {
    phase: { name: 'none' },
    isReady: true,
    obstacle: null,
    isAgain: false,
    refusal: null,
    isDeciding: false,
    isPreviewOpen: false,
    showPreview: nothing,
    start: nothing,
    cancel: nothing,
    accept: nothing,
    discard: nothing,
    dismissRefusal: nothing,
    dismissOutcome: nothing,
    ...changes,
  }
}

/** Versions of the story: the same, a shorter one, and one with long words. */
export const COPIES: readonly Copy[] = [
  { id: 'c1', text: STORY },
  { id: 'c2', text: STORY.slice(0, Math.floor(STORY.length / 2)) },
  { id: 'c3', text: `${LONG_WORD}\n${STORY}` },
]

/** The versions of a project's text, none by default. */
export function variants(changes: Partial<VariantsModel> = {}): VariantsModel {
  return {
    phase: { name: 'none' },
    copies: [],
    text: STORY,
    isReady: true,
    obstacle: null,
    refusal: null,
    isChoosing: false,
    isComparing: false,
    showComparison: nothing,
    start: nothing,
    choose: nothing,
    dismissRefusal: nothing,
    ...changes,
  }
}

/** The film of a project whose clips are all there, at rest by default. */
export function film(changes: Partial<FilmModel> = {}): FilmModel {
  return {
    phase: { name: 'none' },
    clip: null,
    isReady: true,
    obstacle: null,
    fileName: '桃花源记.mp4',
    refusal: null,
    start: nothing,
    cancel: nothing,
    check: nothing,
    dismissRefusal: nothing,
    ...changes,
  }
}

/** Another picture of a scene, at rest by default. */
export function redraw(changes: Partial<RedrawModel> = {}): RedrawModel {
  return {
    phase: { name: 'none' },
    number: 2,
    prompt: '远景：溪流、小舟；春，白日',
    obstacle: null,
    refusal: null,
    draw: nothing,
    stop: nothing,
    check: nothing,
    dismissRefusal: nothing,
    ...changes,
  }
}
