import { createEvent, fireEvent, render, screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import ProjectForm from '@/components/list/ProjectForm.vue'
import type { FilmEstimate } from '@/protocol/filmEstimate'
import type { StoryDraft } from '@/composables/text/useStoryDraft'

const EMPTY: StoryDraft = {
  story: '',
  name: null,
  aspectRatio: '9:16',
  filmLength: 'full',
  templateSet: null,
}
type Failure = InstanceType<typeof ProjectForm>['$props']['error']

/** The form as a page holds it: with a draft that lives outside. */
function renderForm(
  initial: Partial<StoryDraft> = {},
  failure: Failure = null,
  { isSending = false, offersRatio = true, estimates = [] as readonly FilmEstimate[] } = {},
) {
  const draft = ref<StoryDraft>({ ...EMPTY, ...initial })
  const submitted: StoryDraft[] = []
  const page = defineComponent(
    () => () =>
      h(ProjectForm, {
        modelValue: draft.value,
        'onUpdate:modelValue': (next: StoryDraft) => (draft.value = next),
        sending: isSending,
        offersRatio,
        estimates,
        templateSets: [],
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

  it('keeps a typed name, and follows the story again once it is emptied', async () => {
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

  it('offers three aspect ratios, portrait first', async () => {
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

describe('invalid input', () => {
  it('is reported at the field for a blank story, which gets the focus', async () => {
    const { submitted } = renderForm({ story: ' \n ' })
    expect(storyField().getAttribute('aria-invalid')).toBe('false')
    await userEvent.click(submitButton())
    expect(submitted).toEqual([])
    expect(storyField().getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText('请先写下故事。')).toBeTruthy()
    expect(document.activeElement).toBe(storyField())
  })

  it('is reported at once for a story that is too long, and nothing is cut off', () => {
    const { draft } = renderForm({ story: '渔'.repeat(200_001) })
    expect(storyField().getAttribute('aria-invalid')).toBe('true')
    expect(draft.value.story).toHaveLength(200_001)
  })

  it("shows the server's messages at their fields", () => {
    const fields = { original_topic: ['故事里没有句子。'], name: ['名称已被使用。'] }
    renderForm({ story: '……' }, { kind: 'invalid', status: 400, detail: null, fields })
    expect(screen.getByText('故事里没有句子。')).toBeTruthy()
    expect(nameField().getAttribute('aria-invalid')).toBe('true')
    expect(screen.getAllByRole('alert').map(({ textContent }) => textContent?.trim())).toEqual([
      '故事里没有句子。',
      '名称已被使用。',
    ])
  })

  it('shows an error that belongs to no field, and keeps the story', async () => {
    const { submitted } = renderForm(
      { story: '渔人' },
      { kind: 'network', status: null, detail: null, fields: {} },
    )
    expect(screen.getByText('无法连接服务器')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '重试' }))
    expect(submitted).toHaveLength(1)
  })

  it('is not sent twice while the first request is on its way', async () => {
    const { submitted } = renderForm({ story: '渔人' }, null, { isSending: true })
    await userEvent.click(screen.getByRole('button', { name: '正在创建……' }))
    await fireEvent.submit(storyField().form as HTMLFormElement)
    expect(submitted).toEqual([])
  })
})

describe('the Enter key', () => {
  it('submits only with Control, and not when it ends a composition', async () => {
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
  it('can be read in another encoding, chosen by what it would show, until somebody has changed it', async () => {
    renderForm()
    // Big5, which happens to be two other characters in GB18030.
    await chooseFile(fileOf('story.txt', 0xb3, 0xae, 0xbd, 0xd5))
    await waitFor(() => expect(storyField().value).toBe('钞秸'))
    const choice = screen.getByRole<HTMLSelectElement>('combobox', { name: '编码' })
    await userEvent.selectOptions(choice, screen.getByRole('option', { name: 'Big5: 陵調' }))
    expect(storyField().value).toBe('陵調')
    await userEvent.type(storyField(), '记')
    expect(screen.queryByRole('combobox', { name: '编码' })).toBeNull()
  })

  it('says that it is damaged, and where', async () => {
    renderForm()
    const text = [...new TextEncoder().encode('晋太元中，武陵人捕鱼为业。'.repeat(10))]
    await chooseFile(fileOf('damaged.txt', ...text.slice(0, -1)))
    expect(screen.getByText(/已读入 damaged\.txt（UTF-8）/).textContent).toMatch(/1 处无法辨认/)
  })

  it('is read as GB18030, and the previous text can be restored', async () => {
    renderForm({ story: '旧的' })
    await chooseFile(fileOf('桃花源记.txt', 0xbd, 0xfa, 0xcc, 0xab, 0xd4, 0xaa, 0xd6, 0xd0))
    await waitFor(() => expect(storyField().value).toBe('晋太元中'))
    expect(screen.getByText('已读入 桃花源记.txt（GB18030）')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '恢复之前的文字' }))
    expect(storyField().value).toBe('旧的')
  })

  it('is refused if it is no text, and the story stays', async () => {
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

  it('highlights the field while it is held over it', async () => {
    renderForm()
    expect(await drag('dragOver', 'Files')).toBe(true)
    expect(isLit()).toBe(true)
    await fireEvent.dragLeave(storyField(), { relatedTarget: document.body })
    expect(isLit()).toBe(false)
  })
})

describe('dragged text', () => {
  it('is left to the browser', async () => {
    renderForm()
    expect(await drag('dragOver', 'text/plain')).toBe(false)
    expect(await drag('drop', 'text/plain')).toBe(false)
    expect(isLit()).toBe(false)
  })
})

describe('what a server says about a form', () => {
  const failure = (fields: Record<string, string[]>, detail: string | null = null): Failure => ({
    kind: 'invalid',
    status: 400,
    detail,
    fields,
  })

  it('is shown with the form if it is about no field, or about one that the form does not have', () => {
    renderForm({ story: '桃' }, failure({ prompt_template_set: ['没有这个模板。'] }, '今天的额度用完了。'))
    expect(screen.getByRole('alert').textContent).toContain('今天的额度用完了。 没有这个模板。')
  })

  it('is shown at its field and not repeated', () => {
    renderForm({ story: '桃' }, failure({ name: ['名称太长。'] }))
    expect(screen.getByRole('alert').textContent?.trim()).toBe('名称太长。')
  })
})

it('the shape of the film is not offered if the server has one for all', () => {
  renderForm({}, null, { offersRatio: false })
  expect(screen.queryByRole('radio')).toBeNull()
  expect(screen.queryByText('画面比例')).toBeNull()
})

describe('the length of the film', () => {
  const ESTIMATES: readonly FilmEstimate[] = [
    { filmLength: '1min', scenes: 10, seconds: 64, sentences: 60, usedSentences: 9 },
    { filmLength: '3min', scenes: 24, seconds: 187.5, sentences: 60, usedSentences: 18 },
    { filmLength: 'full', scenes: 79, seconds: 599, sentences: 60, usedSentences: 60 },
  ]
  const lengths = () => screen.queryAllByRole('radio', { name: /场景/ })

  it('is chosen with the scenes and seconds that come of it, and says what is left out', async () => {
    const { submitted } = renderForm({ story: '天黑了。' }, null, { estimates: ESTIMATES })
    await waitFor(() => expect(lengths()).toHaveLength(3))
    expect(
      screen.getByRole<HTMLInputElement>('radio', { name: /讲完整个故事.*79 个场景.*10分钟/ }).checked,
    ).toBe(true)
    expect(screen.getByText('60 句全部讲到。')).toBeTruthy()
    await userEvent.click(screen.getByRole('radio', { name: /约 1 分钟.*10 个场景.*64秒/ }))
    expect(screen.getByText('用 60 句中的 9 句，省去的句子会在原文中标出。')).toBeTruthy()
    await userEvent.click(submitButton())
    expect(submitted[0]?.filmLength).toBe('1min')
  })

  it('offers no choice for a story that is told whole in any of them', async () => {
    const short = ESTIMATES.map((one) => ({ ...one, scenes: 5, seconds: 31, sentences: 9, usedSentences: 9 }))
    renderForm({ story: '天黑了。', filmLength: '1min' }, null, { estimates: short })
    await waitFor(() => expect(lengths()).toHaveLength(1))
    expect(screen.getByText(/5 个场景/)).toBeTruthy()
  })

  it('is not asked for where the server cannot tell', () => {
    renderForm({ story: '天黑了。' })
    expect(lengths()).toHaveLength(0)
  })
})
