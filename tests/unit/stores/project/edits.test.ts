import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, type App } from 'vue'
import { useEditStore } from '@/stores/project/edits'
import { useProjectStore } from '@/stores/project/projectStore'
import { stubLocalStorage } from '../../../support/stubStorage'
import { createFakeBackend, pass } from '../fakeBackend'

const REWRITE = { kind: 'rewrite' } as const
const PATH = 'PATCH /api/v1/projects/projects/p/update_rewrite/'

let backend: ReturnType<typeof createFakeBackend>
let app: App
let leave: () => void
/** What the server does with a change. */
let onPatch: (sent: Sent) => void

interface Sent {
  readonly rewritten_text: string
  readonly expected?: { readonly rewritten_text: string }
}

/** A server that stores what it is sent. */
function storing(sent: Sent) {
  serve(sent.rewritten_text)
}

/** The store of a page that is opened now. */
const useEdits = () => app.runWithContext(() => useEditStore('p', ''))

/** What the server has from now on. */
function serve(text: string) {
  backend.stages.rewrite = {
    status: 'completed',
    started_at: '2026-01-01T00:00:00Z',
    domain_data: { original_text: 'A story.', rewritten_text: text },
  }
}

/** Wait for a call that needs the clock. */
async function settled<T>(work: Promise<T>): Promise<T> {
  // A page takes at most one snapshot a second.
  await pass(3_500)
  return work
}

async function open() {
  app = createApp({}).use(createPinia())
  const project = app.runWithContext(() => useProjectStore('p'))
  leave = project.follow()
  await pass(1_200)
  return { edits: useEdits(), project }
}

beforeEach(() => {
  stubLocalStorage()
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  backend = createFakeBackend()
  backend.status = 'completed'
  serve('theirs')
  onPatch = () => undefined
  const answer = globalThis.fetch
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    const answered = answer(url, init)
    if (init?.method === 'PATCH' && typeof init.body === 'string') onPatch(JSON.parse(init.body) as Sent)
    return answered
  })
})
afterEach(async () => {
  leave()
  await pass(6_000)
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('a text that is being changed', () => {
  it('is kept for the next page, until it is saved', async () => {
    const { edits } = await open()
    edits.type('rewrite', 'mine')
    leave()
    await pass(6_000)
    const again = await open()
    expect(again.edits.drafts).toEqual({ rewrite: { base: 'theirs', text: 'mine' } })
    onPatch = storing
    expect(await settled(again.edits.save(REWRITE))).toBe('saved')
    expect(again.edits.drafts).toEqual({})
    leave()
    await pass(6_000)
    expect((await open()).edits.drafts).toEqual({})
  })

  it('is not sent over a text that somebody else has changed', async () => {
    const { edits } = await open()
    edits.type('rewrite', 'mine')
    serve('changed')
    expect(await settled(edits.save(REWRITE))).toBe('conflict')
    expect(backend.calls).not.toContain(PATH)
    expect(edits.changesOf(REWRITE)).toMatchObject([{ standing: 'conflict', draft: { text: 'mine' } }])
    edits.keepMine('rewrite')
    expect(edits.changesOf(REWRITE)).toMatchObject([{ standing: 'changed', draft: { text: 'mine' } }])
    edits.takeTheirs('rewrite')
    expect(edits.drafts).toEqual({})
  })

  it('shows both versions where the server itself notices the conflict', async () => {
    const { edits } = await open()
    edits.type('rewrite', 'mine')
    backend.answers.set('update_rewrite/', Response.json({ error: 'changed' }, { status: 409 }))
    onPatch = () => serve('changed')
    expect(await settled(edits.save(REWRITE))).toBe('conflict')
    expect(edits.changesOf(REWRITE)).toMatchObject([{ standing: 'conflict' }])
    expect(edits.command.status).toBe('idle')
  })

  it('stays where the server refuses it, with the reason', async () => {
    const { edits } = await open()
    edits.type('rewrite', 'mine')
    backend.answers.set('update_rewrite/', Response.json({ error: '正在运行' }, { status: 400 }))
    expect(await settled(edits.save(REWRITE))).toBe('refused')
    expect(edits.command).toMatchObject({ status: 'refused', error: { detail: '正在运行' } })
    expect(edits.drafts).toEqual({ rewrite: { base: 'theirs', text: 'mine' } })
  })

  it('goes on from what was saved, if somebody types while it is being saved', async () => {
    const { edits } = await open()
    edits.type('rewrite', 'mine')
    onPatch = (sent) => {
      storing(sent)
      edits.type('rewrite', 'mine, and more')
    }
    expect(await settled(edits.save(REWRITE))).toBe('saved')
    expect(edits.changesOf(REWRITE)).toMatchObject([
      { standing: 'changed', draft: { base: 'mine', text: 'mine, and more' } },
    ])
  })

  it('is put back by undoing', async () => {
    const { edits } = await open()
    onPatch = storing
    serve('mine')
    const before = new Map([['rewrite', 'theirs']] as const)
    expect(await settled(edits.undo(REWRITE, before))).toBe('saved')
    expect(edits.stored('rewrite')).toBe('theirs')
    expect(backend.calls.filter((call) => call === PATH)).toHaveLength(1)
  })
})
