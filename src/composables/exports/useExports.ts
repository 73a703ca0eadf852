import { computed, onScopeDispose, shallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import type { ExportKind } from '@/exports/film'
import { useI18n } from '@/locales/i18n'
import { stageText } from '@/pipeline/selectors'
import { saveFile } from '@/platform/download'
import { exportFilm, exportObstacle } from '@/presentation/exportFilm'
import { filmName } from '@/presentation/filmName'
import { filmRatio } from '@/presentation/frameShape'
import { textLanguage } from '@/presentation/textLanguage'
import { EXTENSIONS, ExportProblem, makeExport } from '@/stores/exports/makeExport'
import { useProjectStore } from '@/stores/project/projectStore'
import { useRefusal } from '../app/useRefusal'
import type { ExportModel } from './exportModel'

type State =
  | { readonly status: 'idle'; readonly saved: string | null }
  | { readonly status: 'making'; readonly kind: ExportKind; readonly share: number }
  | { readonly status: 'failed'; readonly words: string }

/** Take a project's film away as a file of some kind. What is being made is given up with the page. */
export function useExports(projectId: string): ExportModel {
  const project = useProjectStore(projectId)
  const { t } = useI18n()
  const toWords = useRefusal()
  const state = shallowRef<State>({ status: 'idle', saved: null })
  let controller: AbortController | null = null

  const film = computed(() => {
    const { info, scenes } = project
    return info && exportFilm(info, scenes, stageText(project.state, 'rewrite'), filmRatio(info, scenes))
  })

  /** Why it failed, in words; null if the person has cancelled it. */
  function wordsOf(error: unknown): string | null {
    if (error instanceof ExportProblem) return t(`exports.problem.${error.kind}`)
    if (!(error instanceof ApiError)) throw error
    return error.kind === 'cancelled' ? null : t('exports.problem.media', { reason: toWords(error) })
  }

  async function make(kind: ExportKind) {
    const whole = film.value
    if (whole === null || controller !== null) return
    const mine = (controller = new AbortController())
    state.value = { status: 'making', kind, share: 0 }
    const words = {
      story: t('project.text.story'),
      rewrite: t('project.text.rewritten'),
      scenes: t('exports.scenes'),
      scene: (number: number, length: string) => `${t('project.scene.title', { number })} · ${length}`,
      picture: t('project.scene.image'),
      move: t('project.scene.camera'),
    }
    const language = textLanguage(whole.story) === 'en' ? 'eng' : 'zho'
    try {
      const onProgress = (share: number) => (state.value = { status: 'making', kind, share })
      const file = await makeExport(kind, whole, { words, language, signal: mine.signal, onProgress })
      const name = filmName(whole.name, EXTENSIONS[kind])
      saveFile(file, name)
      state.value = { status: 'idle', saved: name }
    } catch (error) {
      const failure = wordsOf(error)
      state.value = failure === null ? { status: 'idle', saved: null } : { status: 'failed', words: failure }
    } finally {
      controller = null
    }
  }
  const cancel = () => controller?.abort()
  onScopeDispose(cancel)

  return {
    obstacle(kind) {
      const found = film.value && exportObstacle(kind, film.value)
      return found && t(`exports.obstacle.${found}`)
    },
    get making() {
      if (state.value.status !== 'making') return null
      const { kind, share } = state.value
      return { kind, percent: share === 0 ? null : Math.floor(share * 100) }
    },
    get failure() {
      return state.value.status === 'failed' ? state.value.words : null
    },
    get saved() {
      return state.value.status === 'idle' ? state.value.saved : null
    },
    make: (kind) => void make(kind),
    cancel,
  }
}
