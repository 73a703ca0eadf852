import { createEvent, fireEvent, render, screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import ProjectForm from '@/components/list/ProjectForm.vue'
import type { StoryDraft } from '@/composables/text/useStoryDraft'

const EMPTY: StoryDraft = { story: '', name: null, aspectRatio: '9:16' }
type Failure = InstanceType<typeof ProjectForm>['$props']['error']

/** The form as a page holds it: with a draft that lives outside. */
function renderForm(initial: Partial<StoryDraft> = {}, failure: Failure = null, isSending = false) {
  const draft = ref<StoryDraft>({ ...EMPTY, ...initial })
  const submitted: StoryDraft[] = []
  const page = defineComponent(
    () => () =>
      h(ProjectForm, {
        modelValue: draft.value,
        'onUpdate:modelValue': (next: StoryDraft) => (draft.value = next),
        sending: isSending,
        error: failure,
        onSubmit: () => submitted.push({ ...draft.value }),
      }),
  )
  return { ...render(page), draft, submitted }
}

const storyField = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: '故事' })
const nameField = () => screen.getByRole<HTMLInputElement>('textbox', { name: /名称/ })
const submitButton = () => screen.getByRole('button', { name: '创建项目' })

function fileOf(name: string, ...bytes: number[]) {
  return new File([new Uint8Array(bytes)], name, { type: 'text/plain' })
}
/** Drag something over the story, or drop it there. @returns whether the page took it from the browser */
async function drag(kind: 'dragOver' | 'drop', type: string) {
  const event = createEvent[kind](storyField(), { dataTransfer: { files: [], types: [type] } })
  await fireEvent(storyField(), event)
  return event.defaultPrevented
}
const isLit = () => storyField().classList.contains('outline-light')
async function chooseFile(file: File) {
  const input = document.querySelector<HTMLInputElement>('input[type="file"]')
  if (!input) throw new Error('the form has no file field')
  await userEvent.upload(input, file)
}

describe('writing a story', () => {
  it('counts its characters and takes the name from its first words', async () => {
    const { submitted } = renderForm()
    await userEvent.type(storyField(), '桃花源记{enter}晋太元中')
    expect(screen.getByText('9 / 200,000 字')).toBeTruthy()
    expect(nameField().value).toBe('桃花源记')
    await userEvent.click(submitButton())
    expect(submitted).toEqual([{ ...EMPTY, story: '桃花源记\n晋太元中' }])
  })

  it('keeps the name that the person typed, and follows the story again once that is emptied', async () => {
    const { draft } = renderForm({ story: '桃花源记' })
    await userEvent.clear(nameField())
    await userEvent.type(nameField(), '渔人')
    draft.value.story = '崂山道士'
    await waitFor(() => expect(storyField().value).toBe('崂山道士'))
    expect(nameField().value).toBe('渔人')
    await userEvent.clear(nameField())
    expect(nameField().value).toBe('')
    await userEvent.tab()
    expect(nameField().value).toBe('崂山道士')
  })

  it('offers three shapes, upright first', async () => {
    const { draft } = renderForm()
    expect(screen.getAllByRole<HTMLInputElement>('radio').map((radio) => radio.checked)).toEqual([
      true,
      false,
      false,
    ])
    await userEvent.click(screen.getByRole('radio', { name: /16:9/ }))
    expect(draft.value.aspectRatio).toBe('16:9')
  })
})

describe('what the form refuses', () => {
  it('says at the field that a blank story is none, and goes there', async () => {
    const { submitted } = renderForm({ story: ' \n ' })
    expect(storyField().getAttribute('aria-invalid')).toBe('false')
    await userEvent.click(submitButton())
    expect(submitted).toEqual([])
    expect(storyField().getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText('请先写下故事。')).toBeTruthy()
    expect(document.activeElement).toBe(storyField())
  })

  it('says at once that a story is too long, and cuts nothing', () => {
    const { draft } = renderForm({ story: '渔'.repeat(200_001) })
    expect(storyField().getAttribute('aria-invalid')).toBe('true')
    expect(draft.value.story).toHaveLength(200_001)
  })

  it('shows the faults that the server found at their fields', () => {
    const fields = { original_topic: ['故事里没有句子。'], name: ['名称已被使用。'] }
    renderForm({ story: '……' }, { kind: 'invalid', status: 400, detail: null, fields })
    expect(screen.getByText('故事里没有句子。')).toBeTruthy()
    expect(nameField().getAttribute('aria-invalid')).toBe('true')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says what belongs to no field as a whole, with the story untouched', async () => {
    const { submitted } = renderForm(
      { story: '渔人' },
      { kind: 'network', status: null, detail: null, fields: {} },
    )
    expect(screen.getByText('无法连接服务器')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '重试' }))
    expect(submitted).toHaveLength(1)
  })

  it('sends nothing a second time while the first is on its way', async () => {
    const { submitted } = renderForm({ story: '渔人' }, null, true)
    await userEvent.click(screen.getByRole('button', { name: '正在创建……' }))
    await fireEvent.submit(storyField().form as HTMLFormElement)
    expect(submitted).toEqual([])
  })
})

describe('the Enter key', () => {
  it('that ends a composition sends nothing, while Control and Enter send', async () => {
    const { submitted } = renderForm({ story: '渔人' })
    const composing = new KeyboardEvent('keydown', {
      key: 'Enter',
      ctrlKey: true,
      isComposing: true,
      bubbles: true,
      cancelable: true,
    })
    nameField().dispatchEvent(composing)
    expect(composing.defaultPrevented).toBe(true)
    expect(submitted).toEqual([])
    await userEvent.type(storyField(), '{Control>}{Enter}{/Control}')
    expect(submitted).toHaveLength(1)
  })
})

describe('a story from a file', () => {
  it('is read in GB18030, and what stood there before can be brought back', async () => {
    renderForm({ story: '旧的' })
    await chooseFile(fileOf('桃花源记.txt', 0xbd, 0xfa, 0xcc, 0xab, 0xd4, 0xaa, 0xd6, 0xd0))
    await waitFor(() => expect(storyField().value).toBe('晋太元中'))
    expect(screen.getByText('已读入 桃花源记.txt（GB18030）')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '恢复之前的文字' }))
    expect(storyField().value).toBe('旧的')
  })

  it('that is no text is refused in words, and the story stays', async () => {
    renderForm({ story: '旧的' })
    await chooseFile(fileOf('picture.txt', 0x89, 0x50, 0x4e, 0x47, 0x00, 0x00))
    expect(await screen.findByText(/picture\.txt 不是文本文件/)).toBeTruthy()
    expect(storyField().value).toBe('旧的')
  })

  it('can be dropped on the field', async () => {
    renderForm()
    const file = fileOf('a.txt', 0xe6, 0xb8, 0x94)
    await fireEvent.drop(storyField(), { dataTransfer: { files: [file], types: ['Files'] } })
    await waitFor(() => expect(storyField().value).toBe('渔'))
  })

  it('lights the field while it is held over it, and no longer', async () => {
    renderForm()
    expect(await drag('dragOver', 'Files')).toBe(true)
    expect(isLit()).toBe(true)
    await fireEvent.dragLeave(storyField(), { relatedTarget: document.body })
    expect(isLit()).toBe(false)
  })
})

describe('text that is dragged', () => {
  it('is left to the browser', async () => {
    renderForm()
    expect(await drag('dragOver', 'text/plain')).toBe(false)
    expect(await drag('drop', 'text/plain')).toBe(false)
    expect(isLit()).toBe(false)
  })
})
