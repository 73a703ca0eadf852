import { fireEvent, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import ProjectStageSSE from '@/components/ProjectStageSSE.vue'

const encoder = new TextEncoder()
let asked: string[]
let stream: ReadableStreamDefaultController<Uint8Array>
let isLeft: boolean

function send(message: object): void {
  stream.enqueue(encoder.encode(`data: ${JSON.stringify(message)}\n\n`))
}

beforeEach(() => {
  asked = []
  isLeft = false
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push(url)
    init.signal?.addEventListener('abort', () => (isLeft = true))
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (stream = controller) })
    return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }))
  })
})
afterEach(() => vi.unstubAllGlobals())

async function connected() {
  const view = render(ProjectStageSSE, { props: { initialProjectId: '42', initialStageName: 'rewrite' } })
  await fireEvent.click(screen.getByRole('button', { name: '连接' }))
  await vi.waitFor(() => expect(screen.getByRole('status').textContent).toBe('已连接'))
  return view
}

describe('a stage followed by hand', () => {
  it('asks for the stream of the project and stage it was given', async () => {
    await connected()
    expect(asked).toEqual(['/api/v1/sse/projects/42/stages/rewrite/'])
  })

  it('shows the text as it comes and the progress while the stage runs', async () => {
    const { container } = await connected()
    send({ type: 'stage_update', stage: 'rewrite', status: 'processing' })
    send({ type: 'token', stage: 'rewrite', content: '<b>晋', full_text: '<b>晋' })
    await vi.waitFor(() => expect(container.querySelector('[data-live-text]')?.textContent).toBe('<b>晋'))
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBeNull()
    send({ type: 'done', stage: 'rewrite', full_text: '<b>晋太元中' })
    await vi.waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull())
    expect(container.querySelector('[data-live-text]')?.textContent).toBe('<b>晋太元中')
  })

  it('shows the words of a failed stage', async () => {
    await connected()
    send({ type: 'error', stage: 'rewrite', error: '模型没有回答' })
    expect((await screen.findByRole('alert')).textContent).toBe('模型没有回答')
  })

  it('calls a broken socket by its name, and not a failure of the stage', async () => {
    await connected()
    stream.error(new Error('cut'))
    expect((await screen.findByRole('alert')).textContent).toContain('阶段本身可能仍在正常进行')
  })

  it('leaves the stream when asked to, and with the page', async () => {
    const { unmount } = await connected()
    await fireEvent.click(screen.getByRole('button', { name: '断开' }))
    expect(isLeft).toBe(true)
    await fireEvent.click(screen.getByRole('button', { name: '连接' }))
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    isLeft = false
    unmount()
    expect(isLeft).toBe(true)
  })
})
