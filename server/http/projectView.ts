import { PROJECT_OFFERS } from '../../src/protocol/snapshot'
import { STAGES } from '../../src/protocol/stages'
import type { ProjectRecord } from '../database/projects'
import { CUT_BY_RESTART, stagesOf, type StageRecord } from '../database/stages'
import type { RunEnd } from '../runs/settlement'
import { say, stageName, statusName, type TextKey } from '../texts'
import type { Language } from '../words/language'
import type { ProjectRowAnswer, ProjectSnapshotAnswer, StageAnswer } from './answers'
import { domainData, outputData } from './domainData'
import type { StudioServices } from './services'
import { isoTime, mediaUrl } from './wireValues'

/** A project as a row of the list. */
export function projectRow(
  studio: StudioServices,
  project: ProjectRecord,
  language: Language,
): ProjectRowAnswer {
  const position = studio.runner.queuePosition(project.id)
  // What the runner no longer holds is not running, whatever could be written.
  const status = statusAfter(studio.runner.unwrittenEnd(project.id)) ?? project.status
  return {
    id: project.id,
    name: project.name,
    display_name: project.name,
    description: project.description,
    original_topic: project.story,
    status,
    status_display: statusName(language, status),
    queue_status: position === null ? null : 'queued',
    queue_position: position,
    aspect_ratio: project.aspect_ratio,
    stages_count: STAGES.length,
    completed_stages_count: project.completed_stages,
    progress_percentage: Math.floor((project.completed_stages * 100 + project.items_percent) / STAGES.length),
    still_url: project.still_file === null ? null : mediaUrl(project.still_file),
    created_at: isoTime(project.created_at),
    updated_at: isoTime(project.updated_at),
    completed_at: isoTime(project.completed_at),
  }
}

/** A project with its stages: the contract's snapshot. */
export function projectSnapshot(
  studio: StudioServices,
  project: ProjectRecord,
  language: Language,
): ProjectSnapshotAnswer {
  return {
    ...projectRow(studio, project, language),
    // An idle stream costs this server next to nothing.
    idle_stream: true,
    offers: [...PROJECT_OFFERS],
    film_length: project.film_length,
    total_stages: STAGES.length,
    completed_stages: project.completed_stages,
    failed_stages: project.failed_stages,
    stages: stagesOf(studio.db, project.id).map((stage) => stageView(studio, project, stage, language)),
  }
}

function stageView(
  studio: StudioServices,
  project: ProjectRecord,
  written: StageRecord,
  language: Language,
): StageAnswer {
  const stage = asItIs(written, studio.runner.unwrittenEnd(project.id))
  return {
    id: stage.id,
    stage_type: stage.stage,
    stage_type_display: stageName(language, stage.stage),
    status: stage.status,
    status_display: statusName(language, stage.status),
    input_data: JSON.parse(stage.input) as unknown,
    output_data: outputData(studio.db, project.id, stage),
    retry_count: stage.retry_count,
    // Retries are not limited.
    max_retries: null,
    error_message: errorText(stage.error, language),
    started_at: isoTime(stage.started_at),
    completed_at: isoTime(stage.completed_at),
    domain_data: domainData(studio.db, project, stage),
  }
}

/** A project's status after an end that could not be written; null where there is none. */
function statusAfter(end: RunEnd | null): 'failed' | 'paused' | null {
  if (end === null) return null
  return end.kind === 'failed' ? 'failed' : 'paused'
}

/** A stage that the database still calls running, although the end of its run could not be written. */
function asItIs(stage: StageRecord, end: RunEnd | null): StageRecord {
  if (end === null || stage.status !== 'processing') return stage
  return end.kind === 'failed'
    ? { ...stage, status: 'failed', error: end.words }
    : { ...stage, status: 'pending' }
}

/** A stored error as text. A restart is stored as a mark, because it has no request whose language could be used. */
export function errorText(error: string, language: Language, ofRestart: TextKey = 'cutByRestart'): string {
  return error === CUT_BY_RESTART ? say(language, ofRestart) : error
}
