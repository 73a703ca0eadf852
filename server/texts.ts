import type { ProjectStatus } from '../src/protocol/projectRows'
import type { Stage } from '../src/protocol/stages'
import { LANGUAGES, type Language } from './words/language'

/**
 * The language of an answer.
 *
 * @param acceptLanguage the request's `Accept-Language`, in order of preference as browsers send it. The first
 *   language that the studio knows counts; without one it is Chinese
 */
export function readLanguage(acceptLanguage: string | undefined): Language {
  const tags = (acceptLanguage ?? '').split(',').map((entry) => entry.trim().slice(0, 2).toLowerCase())
  for (const tag of tags) for (const language of LANGUAGES) if (tag === language) return language
  return 'zh'
}

/** The same names as in the interface; a test compares them. */
const STAGE_NAMES: Record<Language, Record<Stage, string>> = {
  zh: {
    rewrite: '改写',
    storyboard: '分镜',
    image_generation: '图片',
    camera_movement: '运镜',
    video_generation: '视频',
  },
  en: {
    rewrite: 'Rewrite',
    storyboard: 'Storyboard',
    image_generation: 'Pictures',
    camera_movement: 'Camera',
    video_generation: 'Clips',
  },
}

/** A status of a project or of a stage. */
export type StudioStatusWord = Exclude<ProjectStatus, 'unknown'> | 'pending'

const STATUS_NAMES: Record<Language, Record<StudioStatusWord, string>> = {
  zh: {
    draft: '未开始',
    queued: '排队中',
    pending: '等待中',
    processing: '进行中',
    completed: '已完成',
    failed: '失败',
    paused: '已暂停',
  },
  en: {
    draft: 'Not started',
    queued: 'Queued',
    pending: 'Waiting',
    processing: 'Running',
    completed: 'Done',
    failed: 'Failed',
    paused: 'Paused',
  },
}

const TEXTS = {
  zh: {
    changedMeanwhile: '内容已被别人改过，这次修改没有保存。',
    notFound: '没有找到。',
    noEstimate: '故事由外部模型改写，事先算不出场景数。',
    invalidPage: '没有这一页。',
    internal: '服务器内部出错，请重试；如果问题仍然存在，请查看启动服务器的终端。',
    badJson: '请求内容不是有效的 JSON 对象。',
    notUtf8: '请求正文不是 UTF-8 编码。请以 UTF-8 发送 JSON。',
    importNotZip: '这不是 ZIP 文件，或者文件已损坏。',
    importNoProject: '这个 ZIP 文件里没有 Dailies 项目。',
    importNewer: '这个项目来自更新版本的 Dailies，请先更新。',
    importFileMissing: '这个项目文件不完整，缺少图片或视频。',
    importDamaged: '项目里有一张图片或一段视频无法读取。',
    tooLarge: '请求内容过大。',
    badHost: '不接受这个主机名。如需允许，请把它加入环境变量 ALLOWED_HOSTS。',
    badOrigin: '不接受来自其他网站的请求。',
    signInNeeded: '请先登录。',
    wrongLogin: '用户名或密码不正确。',
    tooManyLogins: '登录失败次数过多，请在 {seconds} 秒后再试。',
    sessionOver: '登录已过期，请重新登录。',
    usernameForm: '用户名只能包含文字、数字和 @ . + - _，不能有空格。',
    usernameTaken: '这个用户名已被使用。',
    emailForm: '请输入有效的邮箱地址。',
    passwordShort: '密码至少 {count} 个字符。',
    passwordsDiffer: '两次输入的密码不一致。',
    registered: '注册成功。',
    signedIn: '登录成功。',
    signedOut: '已退出登录。',
    required: '必填。',
    notText: '必须是文字。',
    blankStory: '请先写下故事。',
    storyTooLong: '故事最多 {max} 字，这个故事有 {count} 字。请删减后再试。',
    tooLong: '最多 {count} 个字符。',
    notAChoice: '只能是以下之一：{choices}。',
    outOfRange: '必须是 {min} 到 {max} 之间的数字。',
    notAnObject: '必须是对象。',
    storyFixed: '项目开始运行后，不能再更改故事或画面比例。',
    running: '项目正在运行，请先暂停。',
    notRunning: '项目没有在运行，无需暂停。',
    notPaused: '只有已暂停的项目可以继续。',
    notFailed: '只有失败的项目可以重试。',
    stageNotFailed: '只有失败的阶段可以重试。',
    allCompleted: '五个阶段都已完成。如需重新制作，请先回退到其中一个阶段。',
    earlierStages: '请先完成“{stage}”。',
    notQueued: '项目不在队列中。',
    unknownStage: '未知的阶段。',
    unknownItem: '没有这个条目。',
    started: '已开始运行。',
    queuedNext: '已加入队列，下一个就轮到它。',
    queued: '已加入队列，前面还有 {count} 个。',
    paused: '已暂停。',
    stageReady: '“{stage}”可以重新运行了。',
    rolledBack: '已回退到“{stage}”。',
    released: '已移出队列。',
    stageSkipped: '“{stage}”已完成，跳过。',
    connected: '已连接',
    item: '场景 {number}',
    interrupted: '运行中断了，按“继续”接着做。',
    cutByRestart: '服务器重新启动，运行中断了。按“继续”接着做，已完成的部分都会保留。',
    emptyText: '模型没有写出任何内容，请重试。',
    itemsFailed: '未完成：{list}。其余部分已保留，重试只补做缺少的部分。',
    missingInput: '缺少所需的图片或运镜',
    unknownJob: '没有这个任务，它可能已随项目删除。',
    jobEnded: '这个任务已经结束。',
    jobUnderWay: '这个项目已有分镜提取在进行。',
    jobCutByRestart: '服务器重新启动，任务中断了。请重新开始。',
    jobFailedOnRequest: '这个任务按要求失败（模拟故障）。',
    jobReading: '正在阅读文本',
    jobFound: '已找到 {count} 个场景',
    jobMatching: '正在匹配场景 {number} 的角色与地点',
    nothingProposed: '这个任务没有可以采用的场景。',
    alreadyDecided: '这些场景已经处理过了。',
    nothingChosen: '请至少选择一个场景。',
    onlyPost: '这个地址只接受 POST。',
    batchDeleted: '批次已被删除',
    copiesMissing: '{count} 个版本没有写成。{reasons}',
    clipsMissing: '有场景还没有视频，请先完成视频阶段，再导出短片。',
    clipsDiffer: '有些视频的格式不同，无法合成一部短片。请重新制作视频。',
    exportReading: '正在读取场景 {number} 的视频',
    exportEncoding: '正在重新编码场景 {number} 的视频',
    exportJoining: '正在合成短片',
    exportUnderWay: '这个项目已有短片在导出。',
    streamTimeout: '连接时间已到，请重新连接。',
    notForm: '请求内容不是有效的表单。',
    noTaskId: '请提供任务编号（taskId）。',
    referenceType: '参考图片只能是 JPEG、PNG 或 WebP。',
    referenceSize: '参考图片最大 {count} MB。',
    referenceBroken: '参考图片无法读取，请换一张。',
    tooManyPictures: '还有 {count} 张图片在等待，请等它们完成再试。',
    diskFull: '服务器的磁盘满了，没有空间保存。请先腾出空间，再重试。',
    cannotWrite: '服务器无法写入数据文件夹。请检查磁盘和文件夹权限，再重试。',
  },
  en: {
    changedMeanwhile: 'Somebody else has changed this meanwhile, so your change was not saved.',
    notFound: 'Not found.',
    noEstimate: 'A model rewrites the story, so the scenes cannot be counted beforehand.',
    invalidPage: 'Invalid page.',
    internal: 'Internal server error. Try again; if it persists, check the terminal that runs the server.',
    badJson: 'The request body is not a valid JSON object.',
    notUtf8: 'The request body is not UTF-8. Send JSON in UTF-8.',
    importNotZip: 'This is not a ZIP file, or it is damaged.',
    importNoProject: 'This ZIP file contains no Dailies project.',
    importNewer: 'This project comes from a newer Dailies. Update this one first.',
    importFileMissing: 'This project is not complete: a picture or clip is missing.',
    importDamaged: 'A picture or clip of the project cannot be read.',
    tooLarge: 'The request body is too large.',
    badHost: 'This host name is not allowed. To allow it, add it to the ALLOWED_HOSTS environment variable.',
    badOrigin: 'Requests from other sites are not allowed.',
    signInNeeded: 'Sign in first.',
    wrongLogin: 'Incorrect username or password.',
    tooManyLogins: 'Too many failed sign-in attempts. Try again in {seconds} seconds.',
    sessionOver: 'Your session has expired. Sign in again.',
    usernameForm: 'Use only letters, digits and @ . + - _, without spaces.',
    usernameTaken: 'This username is taken.',
    emailForm: 'Enter a valid email address.',
    passwordShort: 'Use at least {count} characters.',
    passwordsDiffer: 'The passwords don’t match.',
    registered: 'Account created.',
    signedIn: 'Signed in.',
    signedOut: 'Signed out.',
    required: 'This field is required.',
    notText: 'Must be text.',
    blankStory: 'Write a story first.',
    storyTooLong: 'A story can have up to {max} characters; this one has {count}. Shorten it and try again.',
    tooLong: 'At most {count} characters.',
    notAChoice: 'Must be one of: {choices}.',
    outOfRange: 'Must be a number from {min} to {max}.',
    notAnObject: 'Must be an object.',
    storyFixed: 'The story and aspect ratio can’t be changed once the project has started.',
    running: 'The project is running. Pause it first.',
    notRunning: 'The project is not running, so there is nothing to pause.',
    notPaused: 'Only a paused project can be resumed.',
    notFailed: 'Only a failed project can be retried.',
    stageNotFailed: 'Only a failed stage can be retried.',
    allCompleted: 'All five stages are done. To run again, roll back to a stage first.',
    earlierStages: 'Finish “{stage}” first.',
    notQueued: 'The project is not in the queue.',
    unknownStage: 'Unknown stage.',
    unknownItem: 'Item not found.',
    started: 'The run has started.',
    queuedNext: 'Queued; next to run.',
    queued: 'Queued; {count} ahead.',
    paused: 'Paused.',
    stageReady: '“{stage}” can be run again.',
    rolledBack: 'Rolled back to “{stage}”.',
    released: 'Removed from the queue.',
    stageSkipped: '“{stage}” is already done; skipped.',
    connected: 'Connected',
    item: 'Scene {number}',
    interrupted: 'The run was interrupted. Press Resume to continue.',
    cutByRestart:
      'The server restarted and interrupted the run. Press Resume to continue; finished work is kept.',
    emptyText: 'The model wrote nothing. Try again.',
    itemsFailed: 'Missing: {list}. The rest is kept; Retry makes only what is missing.',
    missingInput: 'the picture or camera move it needs is missing',
    unknownJob: 'There is no such task. It may have been deleted with its project.',
    jobEnded: 'This task has already ended.',
    jobUnderWay: 'An extraction for this project is already under way.',
    jobCutByRestart: 'The server restarted and interrupted the task. Start it again.',
    jobFailedOnRequest: 'This task failed on request (simulated fault).',
    jobReading: 'Reading the text',
    jobFound: '{count} scenes found',
    jobMatching: 'Matching cast and places of scene {number}',
    nothingProposed: 'This task proposes no scenes.',
    alreadyDecided: 'These scenes have already been decided on.',
    nothingChosen: 'Choose at least one scene.',
    onlyPost: 'This address accepts POST only.',
    batchDeleted: 'The batch was deleted.',
    copiesMissing: '{count} versions were not written. {reasons}',
    clipsMissing: 'Some scenes have no clip yet. Finish the clips first, then export the film.',
    clipsDiffer: 'Some clips have another format and cannot be joined into one film. Make the clips again.',
    exportReading: 'Reading the clip of scene {number}',
    exportEncoding: 'Encoding the clip of scene {number} anew',
    exportJoining: 'Joining the film',
    exportUnderWay: 'An export of this project is already under way.',
    streamTimeout: 'This connection has reached its time limit. Connect again.',
    notForm: 'The request body is not a valid form.',
    noTaskId: 'Give the id of the task (taskId).',
    referenceType: 'A reference picture must be JPEG, PNG or WebP.',
    referenceSize: 'A reference picture can have up to {count} MB.',
    referenceBroken: 'The reference picture cannot be read. Choose another one.',
    tooManyPictures: '{count} pictures are still waiting. Wait for them to finish, then try again.',
    diskFull: 'There is no room on the server’s disk. Free some space, then try again.',
    cannotWrite:
      'The server cannot write to its data folder. Check the disk and the folder’s permissions, then try again.',
  },
} as const satisfies Record<Language, Record<string, string>>

/** The key of one of the studio's texts. */
export type TextKey = keyof (typeof TEXTS)['zh']

/** One of the studio's texts, with `{name}` replaced by `values.name`. */
export function say(
  language: Language,
  key: TextKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return TEXTS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** The place in a queue, for a person. `ahead`: how many are before it. */
export function queueText(language: Language, ahead: number): string {
  return ahead === 0 ? say(language, 'queuedNext') : say(language, 'queued', { count: ahead })
}

/** A stage's name for a person. */
export function stageName(language: Language, stage: Stage): string {
  return STAGE_NAMES[language][stage]
}

/** A status for a person. */
export function statusName(language: Language, status: StudioStatusWord): string {
  return STATUS_NAMES[language][status]
}
