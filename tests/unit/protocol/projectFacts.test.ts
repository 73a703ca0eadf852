import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { projectCountsSchema } from '@/protocol/projectCounts'
import { templateSetPageSchema } from '@/protocol/templateSets'
import { chosenTemplates } from '@/presentation/chosenTemplates'

describe('the statistics of a server', () => {
  it.each([
    ['short names', { total: 7, draft: 2, completed: 5 }],
    ['long names', { total_projects: 7, draft_projects: '2', completed_projects: 5 }],
  ])('are read with %s; what is missing is unknown, not 0', (_, wire) => {
    const counts = v.parse(projectCountsSchema, wire)
    expect(counts).toMatchObject({ total: 7, draft: 2, completed: 5, queued: null, failed: null })
  })
})

describe('the prompt template sets of a server', () => {
  const page = {
    count: 3,
    next: null,
    results: [
      { id: 1, name: '旧', description: '', is_active: false, is_default: true },
      { id: 2, name: '简洁', description: '短句', is_active: true, is_default: false },
      { id: 3, name: '细腻', description: null, is_active: true, is_default: true },
      { name: 'without an id' },
    ],
  }
  const { sets } = v.parse(templateSetPageSchema, page)

  it('are those that are switched on', () => {
    expect(sets.map(({ id }) => id)).toEqual(['2', '3'])
  })

  it('are used as the person chose, else the default, else the first', () => {
    expect(chosenTemplates(sets, '2')?.name).toBe('简洁')
    expect(chosenTemplates(sets, null)?.name).toBe('细腻')
    expect(chosenTemplates(sets, 'gone')?.name).toBe('细腻')
    expect(chosenTemplates(sets.slice(0, 1), null)?.name).toBe('简洁')
    expect(chosenTemplates([], '2')).toBeUndefined()
  })
})
