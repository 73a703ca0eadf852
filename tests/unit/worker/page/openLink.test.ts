import { describe, expect, it, vi } from 'vitest'
import { openLink } from '@/worker/page/openLink'

describe('a page without a shared worker', () => {
  it('learns that the code of the other hub could not be loaded', async () => {
    const handlers = { onUp: vi.fn(), onMessage: vi.fn(), onMissing: vi.fn() }
    const link = openLink(handlers, () => Promise.reject(new TypeError('Failed to fetch the module')))
    await vi.waitFor(() => expect(handlers.onMissing).toHaveBeenCalledOnce())
    link.send({ type: 'ping' })
    expect(link.care).toBeNull()
    expect(handlers.onUp).not.toHaveBeenCalled()
  })
})
