import { describe, expect, it } from 'vitest'
import { isOwnOrigin, labQueryOf, parseLabQuery, withoutSecretParams } from '@/composables/lab/labQuery'

const DEFAULTS = { baseUrl: '', ssePath: '/api/v1/sse', origin: 'http://here.test' }

describe('the address of the lab', () => {
  it('is empty for the default settings', () => {
    expect(labQueryOf(parseLabQuery({}, DEFAULTS), DEFAULTS)).toEqual({})
  })

  it('restores all settings and expectations', () => {
    const query = {
      base_url: 'http://other.test',
      sse_path: '/api/v1/projects/sse',
      project_id: '42',
      stage: 'rewrite',
      header: 'token',
      reconnect: 'off',
      snapshots: 'on',
      expect: 'connected within 1 s\nno malformed',
    }
    expect(labQueryOf(parseLabQuery(query, DEFAULTS), DEFAULTS)).toEqual(query)
  })

  it('ignores an unknown stage or header', () => {
    const { settings } = parseLabQuery({ stage: 'weather', header: 'magic' }, DEFAULTS)
    expect(settings).toMatchObject({ stage: null, header: 'session' })
  })

  it('asks only the own backend for snapshots by default', () => {
    expect(parseLabQuery({}, DEFAULTS).settings.snapshots).toBe(true)
    expect(parseLabQuery({ base_url: 'http://other.test' }, DEFAULTS).settings.snapshots).toBe(false)
    expect(isOwnOrigin('http://here.test/', DEFAULTS.origin)).toBe(true)
  })

  it.each([
    ['https://a.test/s/?token=abc&stage=1', 'https://a.test/s/?stage=1'],
    ['https://me:secret@a.test/s/', 'https://a.test/s/'],
    ['/s/?access_token=abc', '/s/'],
    ['https://a.test/s/?api_key=1&jwt=2#x', 'https://a.test/s/'],
    ['/s/', '/s/'],
  ])('keeps no secret of %s', (address, shown) => {
    expect(withoutSecretParams(address)).toBe(shown)
  })
})
