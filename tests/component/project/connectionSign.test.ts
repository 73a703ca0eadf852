import { fireEvent, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import ConnectionSign from '@/components/project/ConnectionSign.vue'
import type { Delivery } from '@/stores/shared/deliveryWatch'
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

/** Show the sign of a running page that has just received something by its stream, with these differences. */
function show(props: {
  connection: ConnectionState
  delivery?: Delivery
  lastReceivedAt?: () => number | null
  lastNewsAt?: () => number | null
  running?: boolean
  ready?: boolean
}) {
  return render(ConnectionSign, {
    props: {
      delivery: byStream,
      checking: false,
      ready: true,
      lastReceivedAt: () => START,
      lastNewsAt: () => START,
      running: true,
      ...props,
    },
  })
}

describe('the connection sign', () => {
  it('shows the age of the news once a second, and heartbeats change nothing', async () => {
    const receivedAt = ref(START - 400)
    const newsAt = ref(START - 400)
    show({
      connection: { status: 'open', since: START },
      lastReceivedAt: () => receivedAt.value,
      lastNewsAt: () => newsAt.value,
    })
    expect(screen.getByText('实时 · 0.4 秒')).toBeTruthy()
    newsAt.value = START
    await nextTick()
    expect(screen.getByText('实时 · 0.4 秒')).toBeTruthy()
    await pass(1000)
    expect(screen.getByText('实时 · 1.0 秒')).toBeTruthy()
    receivedAt.value = START + 6000
    await pass(6000)
    expect(screen.getByText('实时 · 7 秒')).toBeTruthy()
  })

  it('offers to look again when an open line brings no news for a minute', async () => {
    const { emitted } = show({
      connection: { status: 'open', since: START },
      lastReceivedAt: () => START + 50_000,
    })
    await pass(59_000)
    expect(screen.queryByRole('button')).toBeNull()
    await pass(1000)
    expect(screen.getByText(/运行没有新进展（上次：1 ?分钟前）/)).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: '再看一次' }))
    expect(emitted('look')).toHaveLength(1)
  })

  it('stands by where nothing runs and the server wants no stream', async () => {
    const { rerender } = show({ connection: { status: 'idle' }, running: false, ready: false })
    expect(screen.queryByText('待命中')).toBeNull()
    await rerender({ ready: true })
    const words = screen.getByText('待命中')
    expect(words.closest('[title]')?.getAttribute('title')).toContain('不占用服务器的连接')
  })

  it('offers to reload the page when the code for live updates did not arrive', () => {
    show({ connection: { status: 'idle' }, delivery: { by: 'polling', reason: 'unloaded' } })
    expect(screen.getByText(/实时更新没能加载/)).toBeTruthy()
    expect(screen.getByRole('button', { name: '重新加载页面' })).toBeTruthy()
  })

  it('shows words only after three seconds of interruption, and removes them at once', async () => {
    const { rerender } = show({ connection: waiting(START) })
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

  it('counts an interruption from its beginning, through all attempts', async () => {
    const { rerender } = show({ connection: waiting(START), lastReceivedAt: () => null, running: false })
    await pass(2000)
    await rerender({ connection: { status: 'connecting', attempt: 2 } })
    await pass(1000)
    expect(screen.getByText('正在连接……')).toBeTruthy()
    await rerender({ connection: waiting(START + 3000) })
    expect(screen.getByText('正在重新连接……')).toBeTruthy()
  })

  it('has a text for screen readers', () => {
    show({ connection: waiting(START), lastReceivedAt: () => null, running: false })
    expect(screen.getByText('等待重新连接')).toBeTruthy()
  })

  it('says that it is checking, but only if that takes a moment', async () => {
    const { rerender } = show({ connection: { status: 'open', since: START } })
    await rerender({ checking: true })
    await pass(1400)
    expect(screen.queryByText('正在同步……')).toBeNull()
    await pass(200)
    expect(screen.getByText('正在同步……')).toBeTruthy()
    await rerender({ checking: false })
    expect(screen.queryByText('正在同步……')).toBeNull()
  })

  it('says that a host is not sent the sign-in, and what to change', () => {
    show({ connection: { status: 'open', since: START, withoutAuthorization: true } })
    const words = screen.getByText('实时，未携带登录信息')
    expect(words.closest('[title]')?.getAttribute('title')).toContain('Authorization')
  })

  it('says why a connection was given up', () => {
    show({
      connection: { status: 'closed', fault: 'not_a_stream' },
      lastReceivedAt: () => null,
      running: false,
    })
    expect(screen.getByText('连接已断开：该地址不是事件流')).toBeTruthy()
  })

  it('says at once that the page polls because the stream is blocked', async () => {
    show({
      connection: { status: 'open', since: START },
      delivery: { by: 'polling', reason: 'blocked' },
      running: false,
    })
    const words = screen.getByText('收不到实时更新，改为每隔几秒检查一次')
    expect(words.closest('[title]')?.getAttribute('title')).toContain('运行不受影响')
    expect(words.closest('[data-state]')?.getAttribute('data-state')).toBe('waiting')
    // Looking gets no answers, either.
    await pass(16_000)
    expect(screen.getByText(/每隔几秒检查一次（上次收到数据：16 ?秒前）/)).toBeTruthy()
  })
})
