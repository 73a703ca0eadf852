import { describe, expectTypeOf, it } from 'vitest'
import { SSE_EVENT_TYPES, SSEClient, type SSEError } from '@/services/sseService'

describe('listeners of a stream', () => {
  const client = new SSEClient()

  it('receive the fields of their message under its wire names', () => {
    client.on(SSE_EVENT_TYPES.TOKEN, (data) => {
      expectTypeOf(data.content).toEqualTypeOf<string>()
      expectTypeOf(data.full_text).toEqualTypeOf<string | null>()
      expectTypeOf(data.timestamp).toEqualTypeOf<number | null>()
      expectTypeOf(data).not.toHaveProperty('fullText')
    })
    client.on(SSE_EVENT_TYPES.PROGRESS, (data) => {
      expectTypeOf(data.progress).toEqualTypeOf<number | null>()
      expectTypeOf(data.item_name).toEqualTypeOf<string | null>()
    })
  })

  it('can distinguish a lost connection from a failed stage', () => {
    client.on('error', (error) => {
      expectTypeOf(error).toEqualTypeOf<SSEError>()
      if (error.source === 'transport') expectTypeOf(error.retryAt).toEqualTypeOf<number | null>()
      else expectTypeOf(error.error).toEqualTypeOf<string>()
    })
  })

  it('can be chained', () => {
    expectTypeOf(client.on('open', () => undefined).off('open')).toEqualTypeOf<SSEClient>()
  })
})
