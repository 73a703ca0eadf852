import fc from 'fast-check'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from 'vue'
import { useEditStore } from '@/stores/project/edits'
import { useProjectStore } from '@/stores/project/projectStore'
import { stubLocalStorage } from '../../../support/stubStorage'
import { createFakeBackend, pass } from '../fakeBackend'

/*
 * Two people have one project open: real stores over a server in memory. Whatever they type, save and choose, whenever a run
 * writes the text anew, and however messages and snapshots fall between, both end with what the server has.
 */

const REWRITE = { kind: 'rewrite' } as const
type Who = 0 | 1
type Step =
  | { readonly do: 'type'; readonly who: Who; readonly text: string }
  | { readonly do: 'save' | 'mine' | 'theirs'; readonly who: Who }
  | { readonly do: 'run'; readonly text: string }
  | { readonly do: 'end' }
  | { readonly do: 'wait'; readonly ms: number }

const who = fc.constantFrom<Who>(0, 1)
const text = fc.string({ minLength: 1, maxLength: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('type' as const), who, text }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('save' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('mine' as const, 'theirs' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('run' as const), text }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 2_500 }) }),
  },
)

/** How long the answer to a change is on its way. */
const ANSWER_MS = 200

/** A server that refuses what was not expected, and changes during a run. It remembers all that it has stored. */
function createServer() {
  const backend = createFakeBackend()
  const past = ['a']
  /** What a run is writing; null while none is under way. */
  let writing: string | null = null
  let second = 0
  const nextTime = () => new Date(Date.parse('2026-01-01T00:00:00Z') + (second += 1) * 1_000).toISOString()

  function serve(next: string) {
    past.push(next)
    backend.status = 'completed'
    backend.stages.rewrite = {
      status: 'completed',
      started_at: nextTime(),
      completed_at: nextTime(),
      domain_data: { original_text: 'A story.', rewritten_text: next },
    }
  }
  function patch(body: string): Response {
    const sent = JSON.parse(body) as { rewritten_text: string; expected: { rewritten_text: string } }
    if (writing !== null) return Response.json({ error: 'It runs.' }, { status: 400 })
    if (sent.expected.rewritten_text !== past.at(-1))
      return Response.json({ error: 'It was changed.' }, { status: 409 })
    serve(sent.rewritten_text)
    void backend.stream().send({ type: 'stage_update', stage: 'pipeline', status: 'completed' })
    return Response.json({ message: 'ok' })
  }
  const others = globalThis.fetch
  /** A person goes on typing while the answer is on its way. */
  async function answerLate(answer: Response): Promise<Response> {
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
    return answer
  }
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) =>
    init?.method === 'PATCH' ? answerLate(patch(init.body as string)) : others(url, init),
  )
  serve('a')
  return {
    past,
    get text() {
      return past.at(-1)
    },
    async run(next: string) {
      if (writing !== null) return
      writing = next
      backend.status = 'processing'
      backend.stages.rewrite = { status: 'processing', started_at: nextTime() }
      await backend.stream().send({ type: 'stage_update', stage: 'rewrite', status: 'processing' })
      await backend.stream().send({ type: 'token', stage: 'rewrite', content: next.slice(0, 1) })
    },
    async end() {
      if (writing === null) return
      const done = writing
      writing = null
      serve(done)
      await backend.stream().send({ type: 'done', stage: 'rewrite', full_text: done })
      await backend.stream().send({ type: 'pipeline_done', stage: 'pipeline' })
    },
  }
}

/** A page of one person. `last`: the newest text that they typed and did not give up. */
function openClient(name: string) {
  const app = createApp({}).use(createPinia())
  const [project, edits] = app.runWithContext(() => [useProjectStore('p'), useEditStore('p', name)])
  return { project, edits, leave: project.follow(), last: null as string | null }
}
type Client = ReturnType<typeof openClient>

async function act(server: ReturnType<typeof createServer>, clients: readonly [Client, Client], one: Step) {
  if (one.do === 'run') return server.run(one.text)
  if (one.do === 'end') return server.end()
  if (one.do === 'wait') return pass(one.ms)
  const client = clients[one.who]
  const [change] = client.edits.changesOf(REWRITE)
  switch (one.do) {
    case 'type':
      if (client.edits.stored('rewrite') === null) return undefined
      client.edits.type('rewrite', one.text)
      client.last = one.text
      return undefined
    case 'save':
      // Nobody waits for it: the next step comes while it is on its way.
      void client.edits.save(REWRITE)
      return undefined
    case 'mine':
      if (change?.standing === 'conflict') client.edits.keepMine('rewrite')
      return undefined
    case 'theirs':
      if (change?.standing !== 'conflict') return undefined
      client.edits.takeTheirs('rewrite')
      client.last = null
  }
}

beforeEach(() => {
  stubLocalStorage()
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('two people on one project', () => {
  it(
    'end with what the server has, and lose nothing that they have typed',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
          const server = createServer()
          const clients = [openClient('a'), openClient('b')] as const
          await pass(1_500)
          for (const one of steps) {
            await act(server, clients, one)
            await pass(20)
          }
          await server.end()
          await pass(30_000)
          for (const { project, edits, last, leave } of clients) {
            expect(edits.stored('rewrite')).toBe(server.text)
            expect(project.runStatus).toBe('completed')
            // What a person typed last is still there to be saved, or the server has stored it.
            if (last !== null) expect([edits.drafts['rewrite']?.text, ...server.past]).toContain(last)
            edits.discard(REWRITE)
            leave()
          }
          await pass(10_000)
        }),
        { numRuns: 60 },
      )
    },
  )
})
