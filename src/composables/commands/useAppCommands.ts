import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useI18n } from '@/locales/i18n'
import { LOCALES } from '@/locales/locales'
import { useAccount } from '../app/useAccount'
import { useLocale } from '../app/useLocale'
import { useTaskCentre } from '../app/useTaskCentre'
import { useTheme } from '../app/useTheme'
import { POSSIBLE, type Command } from './command'
import { useCommands } from './useCommands'

/** What `useAppCommands` returns. */
export interface UseAppCommandsReturn {
  readonly palette: ComputedRef<Command>
  readonly shortcuts: ComputedRef<Command>
}

/** The commands of every page: where one can go, the theme, the language, the account, and the two lists of commands. */
export function useAppCommands(openPalette: () => void, openShortcuts: () => void): UseAppCommandsReturn {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const { theme, toggle } = useTheme()
  const { locale, choose } = useLocale()
  const account = useAccount()
  const taskCentre = useTaskCentre()

  const palette = computed((): Command => ({
    ...POSSIBLE,
    group: 'app',
    name: 'palette',
    label: t('commands.title'),
    keys: ['Mod+k'],
    keysOnly: true,
    run: openPalette,
  }))
  const shortcuts = computed((): Command => ({
    ...POSSIBLE,
    group: 'app',
    name: 'shortcuts',
    label: t('commands.keys'),
    // The second one is what the key gives while a Chinese input method is on.
    keys: ['?', '？'],
    run: openShortcuts,
  }))
  const go = (name: string, label: string, to: string): Command => ({
    ...POSSIBLE,
    group: 'go',
    name,
    label,
    run: () => void router.push(to),
  })
  const app = (name: string, label: string, run: () => void): Command => ({
    ...POSSIBLE,
    group: 'app',
    name,
    label,
    run,
  })
  const LANGUAGES = { 'zh-CN': '中文', en: 'English' } as const

  useCommands(() => [
    ...(route.name === 'login'
      ? []
      : [
          go('new-project', t('commands.newProject'), '/#new'),
          go('projects', t('commands.projects'), '/'),
          ...(taskCentre.value ? [go('tasks', t('commands.tasks'), '/tasks')] : []),
        ]),
    go('lab', t('app.lab'), '/sse-demo'),
    app('theme', t(theme.value === 'paper' ? 'app.toProjector' : 'app.toPaper'), toggle),
    ...LOCALES.filter((one) => one !== locale.value).map((one) =>
      app(`language-${one}`, `${t('app.language')}: ${LANGUAGES[one]}`, () => void choose(one)),
    ),
    ...(account?.username.value ? [app('sign-out', t('app.account.signOut'), account.signOut)] : []),
    palette.value,
    shortcuts.value,
  ])
  return { palette, shortcuts }
}
