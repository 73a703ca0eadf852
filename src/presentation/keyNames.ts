/** The names of a keyboard's keys, which depend on the language and on the system. */
export interface KeyWords {
  readonly space: string
  /** Whether the system calls its keys as Apple does. */
  readonly isApple: boolean
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
}

/** The keys to press together for what `platform/keys` names as one, as they are written on a keyboard. */
export function keyNames(name: string, { space, isApple }: KeyWords): readonly string[] {
  const parts = name.split('+').filter((part) => part !== '')
  return (parts.length > 0 ? parts : ['+']).map((part) => {
    if (part === 'Mod') return isApple ? '⌘' : 'Ctrl'
    if (part === 'Shift') return isApple ? '⇧' : 'Shift'
    if (part === ' ') return space
    if (SIGNS[part] !== undefined) return SIGNS[part]
    // A capital letter is pressed with Shift; other characters are known by what they look like.
    if (/^[A-Z]$/.test(part)) return `${isApple ? '⇧' : 'Shift'} ${part}`
    return /^[a-z]$/.test(part) ? part.toUpperCase() : part
  })
}
