import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kept, sceneKey, standingOf, typed, without, type Drafts } from '@/pipeline/drafts'

const KEY = sceneKey('s', 'narration')

describe('a change that is not saved', () => {
  it('begins with the stored text, whatever becomes of that afterwards', () => {
    const first = typed({}, KEY, '我的', '原来')
    const later = typed(first, KEY, '我的话', '别人的')
    expect(later[KEY]).toEqual({ base: '原来', text: '我的话' })
    expect(standingOf(later[KEY] ?? { base: '', text: '' }, '别人的')).toBe('conflict')
  })

  it('is none any more when the text is as it was', () => {
    expect(typed(typed({}, KEY, '我的', '原来'), KEY, '原来', '原来')).toEqual({})
  })

  it('is the same as the stored text when somebody else has written the same', () => {
    expect(standingOf({ base: '原来', text: '我的' }, '我的')).toBe('same')
  })

  it('replaces the other version once the person has chosen it', () => {
    const drafts = kept(typed({}, KEY, '我的', '原来'), KEY, '别人的')
    expect(standingOf(drafts[KEY] ?? { base: '', text: '' }, '别人的')).toBe('changed')
  })
})

/** A server that refuses what was not expected, as the studio does. */
interface Server {
  text: string
}
/** A page: what it knows of the server, and what was typed. `last`: the newest text that a person chose or typed. */
interface Client {
  known: string
  drafts: Drafts
  last: string | null
}
type Step =
  | { readonly do: 'type'; readonly who: 0 | 1; readonly text: string }
  | { readonly do: 'look' | 'save' | 'mine' | 'theirs'; readonly who: 0 | 1 }

const who = fc.constantFrom(0 as const, 1 as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('type' as const), who, text: fc.string({ maxLength: 3 }) }),
  fc.record({
    do: fc.constantFrom('look' as const, 'save' as const, 'mine' as const, 'theirs' as const),
    who,
  }),
)

function act(server: Server, client: Client, one: Step): void {
  const draft = client.drafts[KEY]
  switch (one.do) {
    case 'type':
      client.drafts = typed(client.drafts, KEY, one.text, client.known)
      client.last = one.text
      return
    case 'look':
      client.known = server.text
      return
    case 'mine':
      client.drafts = kept(client.drafts, KEY, client.known)
      return
    case 'theirs':
      if (draft && standingOf(draft, client.known) === 'conflict') {
        client.drafts = without(client.drafts, [KEY])
        client.last = null
      }
      return
    case 'save':
      if (!draft || standingOf(draft, client.known) !== 'changed') return
      // The server's own check: what it has must be what the person saw.
      if (server.text === draft.base) {
        server.text = draft.text
        client.drafts = kept(client.drafts, KEY, draft.text)
        client.known = server.text
        if (standingOf(draft, server.text) === 'same') client.drafts = without(client.drafts, [KEY])
      } else client.known = server.text
  }
}

describe('two people who change the same text', () => {
  it('lose nothing that they have typed, and never overwrite unseen what the other has saved', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const server: Server = { text: 'a' }
        const clients: [Client, Client] = [
          { known: 'a', drafts: {}, last: null },
          { known: 'a', drafts: {}, last: null },
        ]
        for (const one of steps) {
          const client = clients[one.who]
          const before = { text: server.text, draft: client.drafts[KEY], known: client.known }
          act(server, client, one)
          if (server.text !== before.text) expect(before.draft?.base).toBe(before.text)
          // What was typed last is on the screen: as a change, or as what the page knows.
          if (client.last !== null && one.do !== 'look')
            expect([client.drafts[KEY]?.text, client.known, before.known]).toContain(client.last)
        }
        for (const client of clients) act(server, client, { do: 'look', who: 0 })
        const views = clients.map(({ known, drafts }) => (drafts[KEY] ? null : known))
        for (const view of views) if (view !== null) expect(view).toBe(server.text)
      }),
    )
  })
})
