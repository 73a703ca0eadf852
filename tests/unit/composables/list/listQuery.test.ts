import { describe, expect, it } from 'vitest'
import { parseListQuery } from '@/composables/list/useListQuery'

describe('the list settings in the address', () => {
  it.each([
    [{}, { search: '', status: null, page: 1 }],
    [
      { search: '桃花', status: 'failed', page: '3' },
      { search: '桃花', status: 'failed', page: 3 },
    ],
    [
      { search: ['first', 'second'], status: '' },
      { search: 'first', status: null, page: 1 },
    ],
    [{ page: '0' }, { search: '', status: null, page: 1 }],
    [{ page: '-2' }, { search: '', status: null, page: 1 }],
    [{ page: '1.5' }, { search: '', status: null, page: 1 }],
    [
      { page: 'x', search: null },
      { search: '', status: null, page: 1 },
    ],
  ])('%j', (address, query) => {
    expect(parseListQuery(address)).toEqual(query)
  })
})
