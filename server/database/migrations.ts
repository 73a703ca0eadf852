/**
 * The schema, one step per version: entry n brings a database from version n to n + 1 (SQLite's `user_version`).
 * A released step never changes; a new one follows it. Times are milliseconds since the epoch.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    story TEXT NOT NULL,
    aspect_ratio TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    completed_at INTEGER
  ) STRICT;
  CREATE INDEX projects_by_time ON projects (created_at);

  CREATE TABLE stages (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects ON DELETE CASCADE,
    stage TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending',
    text TEXT NOT NULL DEFAULT '',
    input TEXT NOT NULL DEFAULT '{}',
    output TEXT NOT NULL DEFAULT '{}',
    retry_count INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    started_at INTEGER,
    completed_at INTEGER,
    updated_at INTEGER NOT NULL,
    UNIQUE (project_id, stage)
  ) STRICT;

  CREATE TABLE scenes (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects ON DELETE CASCADE,
    number INTEGER NOT NULL,
    narration TEXT NOT NULL,
    description TEXT NOT NULL,
    image_prompt TEXT NOT NULL,
    shot_type TEXT NOT NULL,
    duration_seconds REAL NOT NULL,
    UNIQUE (project_id, number)
  ) STRICT;

  CREATE TABLE images (
    id TEXT PRIMARY KEY,
    scene_id TEXT NOT NULL REFERENCES scenes ON DELETE CASCADE,
    file TEXT NOT NULL,
    thumbnail_file TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX images_by_scene ON images (scene_id);

  CREATE TABLE camera_moves (
    id TEXT PRIMARY KEY,
    scene_id TEXT NOT NULL UNIQUE REFERENCES scenes ON DELETE CASCADE,
    movement_type TEXT NOT NULL,
    params TEXT NOT NULL,
    text TEXT NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE videos (
    id TEXT PRIMARY KEY,
    scene_id TEXT NOT NULL REFERENCES scenes ON DELETE CASCADE,
    file TEXT NOT NULL,
    thumbnail_file TEXT NOT NULL,
    subtitle_file TEXT NOT NULL,
    duration_seconds REAL NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    fps REAL NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX videos_by_scene ON videos (scene_id);

  CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects ON DELETE CASCADE,
    state TEXT NOT NULL,
    error TEXT,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX tasks_by_project ON tasks (project_id);
  `,
  // Accounts. A session begins with a sign-in and has a chain of refresh tokens; only the last one is unused.
  `
  CREATE TABLE users (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE refresh_tokens (
    hash TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    used_at INTEGER
  ) STRICT;
  CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

  ALTER TABLE projects ADD COLUMN owner_id TEXT REFERENCES users;
  CREATE INDEX projects_by_owner ON projects (owner_id);
  CREATE INDEX images_by_file ON images (file);
  CREATE INDEX images_by_thumbnail ON images (thumbnail_file);
  CREATE INDEX videos_by_file ON videos (file);
  CREATE INDEX videos_by_subtitle ON videos (subtitle_file);
  `,
  // The failure itself counts now, no longer the start after it.
  `UPDATE stages SET retry_count = retry_count + 1 WHERE status = 'failed'`,
  // Background jobs of a person.
  `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    owner_id TEXT REFERENCES users ON DELETE CASCADE,
    project_id TEXT NOT NULL REFERENCES projects ON DELETE CASCADE,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    progress REAL,
    current_step INTEGER,
    total_steps INTEGER,
    message TEXT,
    error TEXT,
    result TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX jobs_by_owner ON jobs (owner_id, created_at);
  CREATE INDEX jobs_by_project ON jobs (project_id);
  `,
  // Batches: several versions of a text, and the versions written so far.
  `
  CREATE TABLE batches (
    id TEXT PRIMARY KEY,
    owner_id TEXT REFERENCES users ON DELETE CASCADE,
    project_id TEXT NOT NULL REFERENCES projects ON DELETE CASCADE,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    count INTEGER NOT NULL,
    error_code TEXT,
    error_message TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    completed_at INTEGER,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX batches_by_project ON batches (project_id);

  CREATE TABLE copies (
    id TEXT PRIMARY KEY,
    batch_id TEXT NOT NULL REFERENCES batches ON DELETE CASCADE,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (batch_id, number)
  ) STRICT;
  `,
  // Single tasks say how far they are and what they made; pictures on request.
  `
  ALTER TABLE tasks ADD COLUMN type TEXT NOT NULL DEFAULT 'run';
  ALTER TABLE tasks ADD COLUMN progress REAL;
  ALTER TABLE tasks ADD COLUMN seconds_left REAL;
  ALTER TABLE tasks ADD COLUMN message TEXT;
  ALTER TABLE tasks ADD COLUMN file TEXT;
  ALTER TABLE tasks ADD COLUMN started_at INTEGER;
  ALTER TABLE tasks ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX tasks_by_file ON tasks (file);

  CREATE TABLE generations (
    id TEXT PRIMARY KEY,
    owner_id TEXT REFERENCES users ON DELETE CASCADE,
    project_id TEXT REFERENCES projects ON DELETE CASCADE,
    scene_id TEXT REFERENCES scenes ON DELETE SET NULL,
    status TEXT NOT NULL,
    prompt TEXT NOT NULL,
    file TEXT,
    error TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX generations_by_owner ON generations (owner_id);
  CREATE INDEX generations_by_project ON generations (project_id);
  CREATE INDEX generations_by_scene ON generations (scene_id);
  CREATE INDEX generations_by_file ON generations (file);
  `,
  // How long a person wants the film to be.
  `ALTER TABLE projects ADD COLUMN film_length TEXT NOT NULL DEFAULT 'full'`,
  // Where the subject of a picture is, in fractions from the top left corner.
  `
  ALTER TABLE images ADD COLUMN focus_x REAL;
  ALTER TABLE images ADD COLUMN focus_y REAL;
  `,
  // What each item was made from, as a digest, and when the words of a scene were changed.
  `
  ALTER TABLE images ADD COLUMN made_from TEXT;
  ALTER TABLE camera_moves ADD COLUMN made_from TEXT;
  ALTER TABLE videos ADD COLUMN made_from TEXT;
  ALTER TABLE scenes ADD COLUMN updated_at INTEGER;
  `,
]
