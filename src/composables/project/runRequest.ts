/** What a person can ask of a run; `cancel` leaves the queue, `check` asks for the truth only. */
export type RunRequest = 'run' | 'pause' | 'cancel' | 'resume' | 'check'
