import { randomUUID } from 'node:crypto'
import type { AspectRatio } from '../../src/protocol/aspectRatios'
import type { FilmLength } from '../../src/protocol/filmLength'
import type { ProjectStatus } from '../../src/protocol/projectRows'
import { STAGES } from '../../src/protocol/stages'
import type { Database, SqlValue } from './database'

/** A status that a project in the studio can have. */
export type StudioStatus = Exclude<ProjectStatus, 'unknown'>

/** A project with everything its row in the list needs. Times are milliseconds since the epoch. */
export interface ProjectRecord {
  id: string
  /** The account it belongs to; null where it was made without sign-in. */
  owner_id: string | null
  name: string
  description: string
  /** The story; in a list only its first 200 characters. */
  story: string
  aspect_ratio: AspectRatio
  film_length: FilmLength
  status: StudioStatus
  created_at: number
  updated_at: number
  completed_at: number | null
  completed_stages: number
  failed_stages: number
  /** The share of items, in percent, that the stages which are not completed have made. */
  items_percent: number
  /** File name of the first scene's newest thumbnail. */
  still_file: string | null
}

/** The validated fields of a new project. */
export interface NewProject {
  name: string
  description: string
  story: string
  aspectRatio: AspectRatio
  filmLength: FilmLength
}

function scenesWith(table: 'images' | 'camera_moves' | 'videos'): string {
  return `(SELECT count(DISTINCT i.scene_id) FROM scenes c JOIN ${table} i ON i.scene_id = c.id
    WHERE c.project_id = p.id)`
}

/** At most 99, as on the page: only a completed stage has 100. */
const ITEMS_PERCENT = `(
  SELECT coalesce(sum(min(99, 100.0 * CASE s.stage WHEN 'image_generation' THEN ${scenesWith('images')}
    WHEN 'camera_movement' THEN ${scenesWith('camera_moves')} WHEN 'video_generation' THEN ${scenesWith('videos')} END
    / (SELECT count(*) FROM scenes c WHERE c.project_id = p.id))), 0)
  FROM stages s WHERE s.project_id = p.id AND s.status <> 'completed')`

const COLUMNS = `
  p.id, p.owner_id, p.name, p.description, p.aspect_ratio, p.film_length, p.status, p.created_at, p.updated_at, p.completed_at,
  (SELECT count(*) FROM stages s WHERE s.project_id = p.id AND s.status = 'completed') AS completed_stages,
  (SELECT count(*) FROM stages s WHERE s.project_id = p.id AND s.status = 'failed') AS failed_stages,
  ${ITEMS_PERCENT} AS items_percent,
  (SELECT i.thumbnail_file FROM scenes c JOIN images i ON i.scene_id = c.id
    WHERE c.project_id = p.id ORDER BY c.number, i.rowid DESC LIMIT 1) AS still_file`

/** Running projects first, then queued ones, then the newest. */
const ORDER = `p.status = 'processing' DESC, p.status = 'queued' DESC, p.created_at DESC, p.rowid DESC`

/** Store a project with its five stages and return its id. `ownerId` is null without sign-in. */
export function insertProject(db: Database, project: NewProject, ownerId: string | null = null): string {
  const id = randomUUID()
  const now = Date.now()
  db.transaction(() => {
    db.run(
      `INSERT INTO projects (id, owner_id, name, description, story, aspect_ratio, film_length, status,
         created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'draft', ?, ?)`,
      ...[
        id,
        ownerId,
        project.name,
        project.description,
        project.story,
        project.aspectRatio,
        project.filmLength,
      ],
      ...[now, now],
    )
    for (const stage of STAGES)
      db.run(
        'INSERT INTO stages (id, project_id, stage, updated_at) VALUES (?, ?, ?, ?)',
        ...[randomUUID(), id, stage, now],
      )
  })
  return id
}

/** Whether there is any project. */
export function hasProjects(db: Database): boolean {
  return db.get('SELECT 1 FROM projects LIMIT 1') !== null
}

/** A project with its whole story, or null. */
export function findProject(db: Database, id: string): ProjectRecord | null {
  return db.get<ProjectRecord>(`SELECT ${COLUMNS}, p.story FROM projects p WHERE p.id = ?`, id)
}

/** Changes to a project. A field that is undefined stays as it is. */
export type ProjectChange = { readonly [K in keyof NewProject]: NewProject[K] | undefined }

/** A query of the list. A filter that is null does not apply. */
export interface ProjectQuery {
  ownerId: string | null
  search: string | null
  status: string | null
  limit: number
  offset: number
}

/** A page of the list, and how many projects match in total. */
export function listProjects(
  db: Database,
  query: ProjectQuery,
): { count: number; projects: ProjectRecord[] } {
  const conditions: string[] = []
  const values: SqlValue[] = []
  if (query.ownerId !== null) {
    conditions.push('p.owner_id = ?')
    values.push(query.ownerId)
  }
  if (query.search !== null) {
    const pattern = `%${query.search.replace(/[\\%_]/g, '\\$&')}%`
    conditions.push(
      `(p.name LIKE ? ESCAPE '\\' OR p.description LIKE ? ESCAPE '\\' OR p.story LIKE ? ESCAPE '\\')`,
    )
    values.push(pattern, pattern, pattern)
  }
  if (query.status !== null) {
    conditions.push('p.status = ?')
    values.push(query.status)
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const counted = db.get<{ count: number }>(`SELECT count(*) AS count FROM projects p ${where}`, ...values)
  // Choosing the page first keeps the counting subqueries to the rows of this page.
  const projects = db.all<ProjectRecord>(
    `SELECT ${COLUMNS}, substr(p.story, 1, 200) AS story
     FROM (SELECT p.rowid AS place FROM projects p ${where} ORDER BY ${ORDER} LIMIT ? OFFSET ?) page
     JOIN projects p ON p.rowid = page.place ORDER BY ${ORDER}`,
    ...[...values, query.limit, query.offset],
  )
  return { count: counted?.count ?? 0, projects }
}

/** How many projects of each status an account has; of all accounts where `ownerId` is null. */
export function countByStatus(
  db: Database,
  ownerId: string | null,
): { status: StudioStatus; count: number }[] {
  return db.all(
    'SELECT status, count(*) AS count FROM projects WHERE ?1 IS NULL OR owner_id = ?1 GROUP BY status',
    ownerId,
  )
}

/** Change a project. Fields that are undefined stay. */
export function updateProject(db: Database, id: string, change: ProjectChange): void {
  db.run(
    `UPDATE projects SET name = coalesce(?, name), description = coalesce(?, description),
       story = coalesce(?, story), aspect_ratio = coalesce(?, aspect_ratio),
       film_length = coalesce(?, film_length), updated_at = ? WHERE id = ?`,
    ...[change.name ?? null, change.description ?? null, change.story ?? null, change.aspectRatio ?? null],
    ...[change.filmLength ?? null, Date.now(), id],
  )
}

/** Note that something of a project was changed now. */
export function touchProject(db: Database, id: string): void {
  db.run('UPDATE projects SET updated_at = ? WHERE id = ?', Date.now(), id)
}

/** Set a project's status, and its completion time accordingly. */
export function setStatus(db: Database, id: string, status: StudioStatus): void {
  const now = Date.now()
  db.run(
    'UPDATE projects SET status = ?, completed_at = ?, updated_at = ? WHERE id = ?',
    ...[status, status === 'completed' ? now : null, now, id],
  )
}

/**
 * Give a project that is not running the status that follows from its stages: `completed` when all are, `failed` when
 * one is, `draft` when none was ever started, else `paused`.
 *
 * @returns the new status
 */
export function settleStatus(db: Database, id: string): StudioStatus {
  const rows = db.all<{ status: string; started_at: number | null }>(
    'SELECT status, started_at FROM stages WHERE project_id = ?',
    id,
  )
  const all = (status: string) => rows.every((row) => row.status === status)
  const settled: StudioStatus = all('completed')
    ? 'completed'
    : rows.some((row) => row.status === 'failed')
      ? 'failed'
      : all('pending') && rows.every((row) => row.started_at === null)
        ? 'draft'
        : 'paused'
  setStatus(db, id, settled)
  return settled
}

/** Remove a project and everything that belongs to it, except its media files, whose names are returned. */
export function deleteProject(db: Database, id: string): string[] {
  return db.transaction(() => {
    const files = mediaFilesOf(db, id)
    db.run('DELETE FROM projects WHERE id = ?', id)
    return files
  })
}

/** The names of the media files of one project, or of all that the studio has made where `id` is null. */
export function mediaFilesOf(db: Database, id: string | null): string[] {
  const rows = db.all<{ file: string }>(
    `WITH mine AS (SELECT id FROM scenes WHERE ?1 IS NULL OR project_id = ?1)
     SELECT file FROM images WHERE scene_id IN mine UNION SELECT thumbnail_file FROM images WHERE scene_id IN mine
     UNION SELECT file FROM videos WHERE scene_id IN mine UNION SELECT subtitle_file FROM videos WHERE scene_id IN mine
     UNION SELECT file FROM tasks WHERE file IS NOT NULL AND (?1 IS NULL OR project_id = ?1)
     UNION SELECT file FROM generations WHERE file IS NOT NULL AND ?1 IS NULL`,
    id,
  )
  return rows.map((row) => row.file)
}

/** The account whose project a media file belongs to; null where it belongs to no account. */
export function ownerOfMedia(db: Database, file: string): string | null {
  const row = db.get<{ owner_id: string | null }>(
    `SELECT p.owner_id FROM scenes s JOIN projects p ON p.id = s.project_id WHERE s.id IN (
       SELECT scene_id FROM images WHERE file = ?1 UNION SELECT scene_id FROM images WHERE thumbnail_file = ?1
       UNION SELECT scene_id FROM videos WHERE file = ?1 UNION SELECT scene_id FROM videos WHERE subtitle_file = ?1)
     UNION SELECT p.owner_id FROM tasks t JOIN projects p ON p.id = t.project_id WHERE t.file = ?1
     UNION SELECT owner_id FROM generations WHERE file = ?1`,
    file,
  )
  return row?.owner_id ?? null
}
