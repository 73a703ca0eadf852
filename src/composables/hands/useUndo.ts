import { useI18n } from '@/locales/i18n'
import { showNotice } from '../app/useNotices'

/**
 * Say that a change of a project is saved, and offer to take it back.
 *
 * @returns takes a change that is saved; `undo` resolves with whether the change is taken back
 */
export function useUndo(projectId: string): (undo: () => Promise<boolean>) => void {
  const { t } = useI18n()
  const id = `edit/${projectId}`
  async function takeBack(undo: () => Promise<boolean>) {
    const isUndone = await undo()
    const text = t(isUndone ? 'hands.edit.undone' : 'hands.edit.lost')
    showNotice({ id, text, tone: isUndone ? 'plain' : 'failed' })
  }
  return (undo) =>
    void showNotice({
      id,
      text: t('hands.edit.saved'),
      action: { label: t('hands.edit.undo'), run: () => void takeBack(undo) },
    })
}
