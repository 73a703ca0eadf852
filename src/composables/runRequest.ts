/** What a person can ask of a run; `check` asks for the truth only. */
export type RunRequest = 'run' | 'pause' | 'resume' | 'check'
