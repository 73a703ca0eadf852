import { render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import ConnectionSign from '@/components/project/ConnectionSign.vue'
import type { Delivery } from '@/stores/project/deliveryWatch'
import type { ConnectionState } from '@/transport/connectionState'

const START = Date.UTC(2026, 0, 1)

beforeEach(() => {
  vi.useFakeTimers({ now: START })
})
afterEach(() => {
  vi.useRealTimers()
})

async function pass(milliseconds: number) {
  vi.advanceTimersByTime(milliseconds)
  await nextTick()
}

const byStream: Delivery = { by: 'stream' }

function waiting(since: number): ConnectionState {
  return { status: 'waiting', attempt: 1, since, retryAt: since + 1000, fault: 'network' }
}

describe('the sign of the connection', () => {
  it('says how fresh a running page is, once a second', async () => {
    const receivedAt = ref(START - 400)
    render(ConnectionSign, {
      props: {
        connection: { status: 'open', since: START },
        delivery: byStream,
        checking: false,
        lastReceivedAt: () => receivedAt.value,
        running: true,
      },
    })
    expect(screen.getByText('实时 · 0.4 秒')).toBeTruthy()
    receivedAt.value = START
    await nextTick()
    expect(screen.getByText('实时 · 0.4 秒')).toBeTruthy()
    await pass(1000)
    expect(screen.getByText('实时 · 1.0 秒')).toBeTruthy()
    await pass(6000)
    expect(screen.getByText(/上次收到数据：7 ?秒前/)).toBeTruthy()
  })

  it('uses words only after three seconds of trouble, and drops them at once', async () => {
    const { rerender } = render(ConnectionSign, {
      props: {
        connection: waiting(START),
        delivery: byStream,
        checking: false,
        lastReceivedAt: () => START,
        running: true,
      },
    })
    expect(screen.queryByText(/正在重新连接/)).toBeNull()
    await pass(2000)
    expect(screen.queryByText(/正在重新连接/)).toBeNull()
    await pass(1000)
    expect(screen.getByText(/正在重新连接….*上次收到数据：3 ?秒前/)).toBeTruthy()
    await rerender({
      connection: { status: 'open', since: START + 3000 },
      lastReceivedAt: () => START + 3000,
    })
    expect(screen.queryByText(/正在重新连接/)).toBeNull()
  })

  it('counts trouble from its beginning, through all attempts', async () => {
    const { rerender } = render(ConnectionSign, {
      props: {
        connection: waiting(START),
        delivery: byStream,
        checking: false,
        lastReceivedAt: () => null,
        running: false,
      },
    })
    await pass(2000)
    await rerender({ connection: { status: 'connecting', attempt: 2 } })
    await pass(1000)
    expect(screen.getByText('正在连接……')).toBeTruthy()
    await rerender({ connection: waiting(START + 3000) })
    expect(screen.getByText('正在重新连接……')).toBeTruthy()
  })

  it('tells those who do not see the sign how the connection is', () => {
    render(ConnectionSign, {
      props: {
        connection: waiting(START),
        delivery: byStream,
        checking: false,
        lastReceivedAt: () => null,
        running: false,
      },
    })
    expect(screen.getByText('等待重新连接')).toBeTruthy()
  })

  it('says that it checks what was missed, once that takes a moment, and no longer than it does', async () => {
    const { rerender } = render(ConnectionSign, {
      props: {
        connection: { status: 'open', since: START },
        delivery: byStream,
        checking: false,
        lastReceivedAt: () => START,
        running: true,
      },
    })
    await rerender({ checking: true })
    await pass(300)
    expect(screen.queryByText('正在同步……')).toBeNull()
    await pass(200)
    expect(screen.getByText('正在同步……')).toBeTruthy()
    await rerender({ checking: false })
    expect(screen.queryByText('正在同步……')).toBeNull()
  })

  it('says where a host would not be sent the sign-in, and what to change', () => {
    render(ConnectionSign, {
      props: {
        connection: { status: 'open', since: START, withoutAuthorization: true },
        delivery: byStream,
        checking: false,
        lastReceivedAt: () => START,
        running: true,
      },
    })
    const words = screen.getByText('实时，未携带登录信息')
    expect(words.closest('[title]')?.getAttribute('title')).toContain('Authorization')
  })

  it('says why a connection was given up', () => {
    render(ConnectionSign, {
      props: {
        connection: { status: 'closed', fault: 'not_a_stream' },
        delivery: byStream,
        checking: false,
        lastReceivedAt: () => null,
        running: false,
      },
    })
    expect(screen.getByText('连接已断开：该地址不是事件流')).toBeTruthy()
  })

  it('says at once, and explains, that the page looks for itself because the stream is held back', async () => {
    render(ConnectionSign, {
      props: {
        connection: { status: 'open', since: START },
        delivery: { by: 'polling', reason: 'blocked' },
        checking: false,
        lastReceivedAt: () => START,
        running: false,
      },
    })
    const words = screen.getByText('收不到实时更新，改为每隔几秒检查一次')
    expect(words.closest('[title]')?.getAttribute('title')).toContain('运行不受影响')
    expect(words.closest('[data-state]')?.getAttribute('data-state')).toBe('waiting')
    // Looking gets no answers, either.
    await pass(16_000)
    expect(screen.getByText(/每隔几秒检查一次（上次收到数据：16 ?秒前）/)).toBeTruthy()
  })
})
