/** Where a command belongs in the palette and in the list of keys, in their order there. */
export const COMMAND_GROUPS = ['run', 'scene', 'stage', 'project', 'film', 'lab', 'go', 'app'] as const

/** Where a command belongs in the palette and in the list of keys. */
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** Something that can be done on the page. Buttons, keys, the palette and the list of keys share it. */
export interface Command {
  /** What its button is known by to tests and other tools. */
  readonly name: string
  readonly group: CommandGroup
  readonly label: string
  /** What it is about, where several commands have the same label; a stage, for example. */
  readonly about?: string
  /** Why it cannot be done now, in words; null if it can. */
  readonly obstacle: string | null
  /** The keys that do it, as `keyOf` names them. The first one is shown; the others are what an input method makes of it. */
  readonly keys?: readonly string[]
  /** Whether its keys count where they were pressed; everywhere without. */
  readonly isFor?: (target: Element) => boolean
  /** It is done by keys alone: in a list it would say nothing. */
  readonly keysOnly?: boolean
  readonly run: () => void
}

/** What a command has in common with all others that can always be done. */
export const POSSIBLE = { obstacle: null } as const
