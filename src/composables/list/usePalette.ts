import { matchSorter } from 'match-sorter'
import { watchDebounced } from '@vueuse/core'
import { computed, nextTick, ref, watch, type ComputedRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { useI18n } from '@/locales/i18n'
import { useProjectSearchStore } from '@/stores/list/projectSearch'
import { COMMAND_GROUPS, POSSIBLE, type Command } from '../commands/command'
import { offeredCommands, runCommand } from '../commands/useCommands'

/** What `usePalette` returns. */
export interface UsePaletteReturn {
  readonly isOpen: Ref<boolean>
  /** What the person has typed. */
  readonly query: Ref<string>
  /** What fits it, the best first; without a query, everything in the order of the groups. */
  readonly entries: ComputedRef<readonly Command[]>
  /** Whether the server could not be asked for projects. */
  readonly lacksProjects: ComputedRef<boolean>
  readonly choose: (command: Command) => Promise<void>
}

const SEARCH_DELAY_MS = 150
/** More entries than this are not shown: a longer query finds them. */
const MAX_ENTRIES = 60
/** As many of the newest projects are shown before anything is typed. */
const NEWEST = 5

/** All words of a query, in any order, each anywhere in what a command says. */
function fitting(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.split(/\s+/).filter((word) => word !== '')
  return words.reduceRight<readonly Command[]>(
    (list, word) => matchSorter(list, word, { keys: ['label', 'about', 'name'] }),
    commands,
  )
}

/**
 * The palette: all that can be done here, and all projects.
 *
 * @param isSignedIn whether the server may be asked for projects
 */
export function usePalette(isSignedIn: () => boolean): UsePaletteReturn {
  const { t } = useI18n()
  const router = useRouter()
  const search = useProjectSearchStore()
  const isOpen = ref(false)
  const query = ref('')

  watch(isOpen, (open) => {
    if (!open) return
    query.value = ''
    if (isSignedIn()) void search.search('')
  })
  watchDebounced(
    query,
    (text) => {
      if (isOpen.value && isSignedIn()) void search.search(text.trim())
    },
    { debounce: SEARCH_DELAY_MS },
  )

  const projects = computed(() =>
    search.found.map(({ id, name }): Command => ({
      ...POSSIBLE,
      group: 'go',
      name: `project-${id}`,
      label: name || t('commands.unnamed'),
      about: t('commands.project'),
      run: () => void router.push({ name: 'project', params: { id } }),
    })),
  )
  const entries = computed(() => {
    if (!isOpen.value) return []
    const all = offeredCommands().filter(({ keysOnly }) => keysOnly !== true)
    const text = query.value.trim()
    if (text !== '') {
      // The server has searched the stories as well, so its answer is not matched again.
      const commands = fitting([...all, ...projects.value], text)
      const others = projects.value.filter((project) => !commands.includes(project))
      return [...commands, ...others].slice(0, MAX_ENTRIES)
    }
    // Each of many scenes would hide all else.
    const shown = [...all.filter(({ name }) => !/^scene-\d+$/.test(name)), ...projects.value.slice(0, NEWEST)]
    return COMMAND_GROUPS.flatMap((group) => shown.filter((command) => command.group === group))
  })

  return {
    isOpen,
    query,
    entries,
    lacksProjects: computed(() => search.hasFailed),
    async choose(command) {
      if (command.obstacle !== null) return
      isOpen.value = false
      // First the dialog gives the focus back: the command may need it, or open another dialog.
      await nextTick()
      runCommand(command)
    },
  }
}
