import userEvent from '@testing-library/user-event'
import { render, screen, waitFor } from '@testing-library/vue'
import { flushPromises } from '@vue/test-utils'
import { createPinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, defineComponent, effectScope, h, type EffectScope } from 'vue'
import { createMemoryHistory, createRouter, RouterView, type Router } from 'vue-router'
import { pageSession } from '@/api/session/pageSession'
import AppHeader from '@/components/app/AppHeader.vue'
import { guardSession, pathAfterSignIn } from '@/composables/session/sessionGuard'
import { ACCOUNT } from '@/composables/app/useAccount'
import { useSessionStore } from '@/stores/session/sessionStore'
import LoginView from '@/views/LoginView.vue'

const fetch = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
const load = vi.fn<(path: string) => void>()
const json = (body: unknown, status: number) =>
  Promise.resolve(new Response(JSON.stringify(body), { status }))
const signedIn = () =>
  json({ data: { user: { username: '阿明' }, tokens: { access: 'a', refresh: 'r' } } }, 200)

/** What the server says by the end of the path. */
let answers: Record<string, () => Promise<Response>>
let router: Router
let pinia: Pinia
/** The page's life. */
let scope: EffectScope

/** The product as far as sign-in goes: its guard, its head, its login page, and other pages that show nothing. */
async function open(path: string) {
  pinia = createPinia()
  const blank = defineComponent(() => () => h('div', [h(AppHeader), h('main', 'a page')]))
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/login', name: 'login', component: LoginView },
      { path: '/:path(.*)*', component: blank },
    ],
  })
  const session = useSessionStore(pinia)
  scope.run(() => guardSession(router, session, load))
  await router.push(path)
  const account = { username: computed(() => session.username), signOut: () => void session.signOut() }
  render(RouterView, { global: { plugins: [pinia, router], provide: { [ACCOUNT]: account } } })
}
const address = () => router.currentRoute.value.fullPath

const username = () => screen.getByRole<HTMLInputElement>('textbox', { name: '用户名' })
const password = () => screen.getByLabelText<HTMLInputElement>('密码')
const submit = (name = '登录') => userEvent.click(screen.getByRole('button', { name }))
async function fillIn(name = '阿明', secret = 'a long one') {
  await userEvent.type(username(), name)
  await userEvent.type(password(), secret)
}
const bodyOf = (ending: string): unknown => {
  const call = fetch.mock.calls.find(([url]) => url.endsWith(ending))
  return call ? JSON.parse(call[1].body as string) : null
}

beforeEach(() => {
  answers = { 'profile/': () => json({ detail: '请先登录。' }, 401) }
  vi.stubGlobal('fetch', fetch)
  fetch.mockImplementation((url) => {
    const found = Object.entries(answers).find(([ending]) => url.endsWith(ending))
    return found ? found[1]() : json({}, 404)
  })
  pageSession.end({ status: 'unknown' })
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
  fetch.mockReset()
  load.mockReset()
})

describe('a page', () => {
  it('opens without a call about sign-in, and goes there once the server requires it', async () => {
    await open('/projects/7?tab=a')
    expect(fetch).not.toHaveBeenCalled()
    expect(address()).toBe('/projects/7?tab=a')
    await pageSession.refresh()
    await waitFor(() => expect(address()).toBe('/login?next=/projects/7?tab=a'))
    expect(await screen.findByText('登录后即可查看这台服务器上的项目。')).toBeTruthy()
    await router.push('/projects')
    expect(address()).toBe('/login?next=/projects')
  })

  it('goes to sign-in if its data is refused while it is loading, and comes back', async () => {
    let arrive: (page: object) => void = () => undefined
    const code = vi.fn(() => new Promise<object>((resolve) => (arrive = resolve)))
    router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/login', name: 'login', component: LoginView },
        { path: '/:path(.*)*', component: code },
      ],
    })
    scope.run(() => guardSession(router, useSessionStore(createPinia()), load))
    void router.push('/projects/7?tab=a')
    await waitFor(() => expect(code).toHaveBeenCalled())
    await pageSession.refresh()
    arrive(defineComponent(() => () => h('main')))
    await waitFor(() => expect(address()).toBe('/login?next=/projects/7?tab=a'))
  })

  it('shows the signed-in user in its header, with a way to sign out', async () => {
    pageSession.begin({ username: '阿明', access: 'a', refresh: 'r' })
    answers['logout/'] = () => json({ success: true }, 200)
    await open('/')
    await userEvent.click(screen.getByLabelText('阿明 的账号'))
    await userEvent.click(screen.getByRole('button', { name: '退出登录' }))
    await waitFor(() => expect(address()).toBe('/login'))
    expect(await screen.findByText('你已退出登录。')).toBeTruthy()
    expect(bodyOf('logout/')).toEqual({ refresh: 'r' })
    expect(screen.queryByLabelText('阿明 的账号')).toBeNull()
  })

  it('closes the account menu on Escape, and on a click or focus elsewhere', async () => {
    pageSession.begin({ username: '阿明', access: 'a', refresh: 'r' })
    await open('/')
    const summary = screen.getByLabelText('阿明 的账号')
    const menu = summary.closest('details') as HTMLDetailsElement
    const leave: (() => unknown)[] = [
      () => userEvent.keyboard('{Escape}'),
      () => userEvent.click(screen.getByRole('main')),
      () => screen.getByRole('link', { name: /全部项目/ }).focus(),
    ]
    for (const act of leave) {
      await userEvent.click(summary)
      await waitFor(() => expect(menu.open).toBe(true))
      await act()
      await waitFor(() => expect(menu.open).toBe(false))
    }
  })

  it('forgets what the tab has kept of another user', async () => {
    pageSession.begin({ username: '阿明', access: 'a', refresh: 'r' })
    await open('/')
    sessionStorage.setItem('dailies:draft', 'a story')
    pageSession.begin({ username: '阿明', access: 'b', refresh: 'r' })
    await flushPromises()
    expect(sessionStorage.getItem('dailies:draft')).toBe('a story')
    pageSession.begin({ username: '小红', access: 'c', refresh: 'r' })
    await flushPromises()
    expect(sessionStorage.getItem('dailies:draft')).toBeNull()
  })

  it('is reloaded when another user has signed in in another tab', async () => {
    pageSession.begin({ username: '阿明', access: 'a', refresh: 'r' })
    await open('/projects/7')
    pageSession.begin({ username: '阿明', access: 'b', refresh: 'r' })
    await waitFor(() => expect(screen.getByLabelText('阿明 的账号')).toBeTruthy())
    expect(load).not.toHaveBeenCalled()
    pageSession.begin({ username: '小红', access: 'c', refresh: 'r' })
    await waitFor(() => expect(load).toHaveBeenCalledWith('/projects/7'))
  })
})

describe('signing in', () => {
  it('goes to the requested page', async () => {
    answers['login/'] = signedIn
    await open('/login?next=/projects/7')
    await fillIn('  阿明 ')
    await submit()
    await waitFor(() => expect(load).toHaveBeenCalledWith('/projects/7'))
    expect(bodyOf('login/')).toEqual({ username: '阿明', password: 'a long one' })
  })

  it('is not offered to a signed-in user, here or in another tab', async () => {
    await open('/login?next=/projects/7')
    pageSession.begin({ username: '阿明', access: 'a', refresh: 'r' })
    await waitFor(() => expect(load).toHaveBeenCalledWith('/projects/7'))
    await router.push('/')
    await router.push('/login?next=/projects/8')
    expect(address()).toBe('/projects/8')
  })

  it('reports a wrong name or password, and keeps the input', async () => {
    answers['login/'] = () => json({ detail: '用户名或密码不正确。' }, 401)
    await open('/login')
    await fillIn()
    await submit()
    expect((await screen.findByRole('alert')).textContent).toContain('用户名或密码不正确')
    expect(username().value).toBe('阿明')
    expect(password().value).toBe('a long one')
    expect(address()).toBe('/login')
  })

  it.each([
    [{ non_field_errors: ['无法使用提供的凭据登录。'] }],
    [{ captcha: ['无法使用提供的凭据登录。'] }],
    [{ error: '无法使用提供的凭据登录。' }],
  ])('says why it was refused, wherever the server puts it: %j', async (body) => {
    answers['login/'] = () => json(body, 400)
    await open('/login')
    await fillIn()
    await submit()
    expect((await screen.findByRole('alert')).textContent).toContain('无法使用提供的凭据登录。')
    expect(username().value).toBe('阿明')
  })

  it('shows how long to wait after too many failures', async () => {
    answers['login/'] = () => json({ detail: '请在 30 秒后再试。' }, 429)
    await open('/login')
    await fillIn()
    await submit()
    expect((await screen.findByRole('alert')).textContent).toBe('请在 30 秒后再试。')
  })

  it('shows the error, and retries on a click', async () => {
    answers['login/'] = () => Promise.reject(new TypeError('failed to fetch'))
    await open('/login')
    await fillIn()
    await submit()
    expect(await screen.findByText('无法连接服务器')).toBeTruthy()
    answers['login/'] = signedIn
    await submit('重试')
    await waitFor(() => expect(load).toHaveBeenCalledWith('/'))
  })

  it('shows the problem at the field, and focuses it', async () => {
    await open('/login')
    await submit()
    expect(document.activeElement).toBe(username())
    expect(username().getAttribute('aria-invalid')).toBe('true')
    await userEvent.type(username(), '阿明')
    await submit()
    expect(document.activeElement).toBe(password())
    expect(bodyOf('login/')).toBeNull()
  })

  it('works with password managers, and sends nothing during a composition', async () => {
    await open('/login')
    expect([username().name, username().autocomplete]).toEqual(['username', 'username'])
    expect([password().name, password().autocomplete]).toEqual(['password', 'current-password'])
    const enter = { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }
    const composing = new KeyboardEvent('keydown', enter)
    username().dispatchEvent(composing)
    expect(composing.defaultPrevented).toBe(true)
  })

  it('is not offered if the server has none', async () => {
    answers['profile/'] = () => json({ detail: '未找到。' }, 404)
    await open('/login')
    expect(await screen.findByRole('heading', { name: '无需登录' })).toBeTruthy()
    expect(screen.queryByLabelText('密码')).toBeNull()
  })
})

describe('registering', () => {
  async function openForm() {
    await open('/login')
    await userEvent.click(screen.getByRole('button', { name: /注册一个/ }))
    await fillIn()
  }

  it('creates an account', async () => {
    answers['register/'] = signedIn
    await openForm()
    expect(password().autocomplete).toBe('new-password')
    await userEvent.type(screen.getByRole('textbox', { name: /邮箱/ }), 'ming@example.com')
    await userEvent.type(screen.getByLabelText('确认密码'), 'a long one')
    await submit('注册账号')
    await waitFor(() => expect(load).toHaveBeenCalledWith('/'))
    expect(bodyOf('register/')).toEqual({
      username: '阿明',
      email: 'ming@example.com',
      password: 'a long one',
      password_confirm: 'a long one',
    })
  })

  it('notices that the two passwords differ', async () => {
    await openForm()
    await submit('注册账号')
    expect(screen.getByText('两次输入的密码不一致。')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByLabelText('确认密码'))
  })

  it("shows the server's messages at their fields", async () => {
    answers['register/'] = () => json({ username: ['这个用户名已被使用。'] }, 400)
    await openForm()
    await userEvent.type(screen.getByLabelText('确认密码'), 'a long one')
    await submit('注册账号')
    expect((await screen.findByRole('alert')).textContent?.trim()).toBe('这个用户名已被使用。')
    expect(username().getAttribute('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(username())
  })
})

describe('the page after sign-in', () => {
  it.each([
    ['/projects/7?tab=a#b', '/projects/7?tab=a#b'],
    ['/projects/%E6%A1%83', '/projects/%E6%A1%83'],
    [undefined, '/'],
    [null, '/'],
    ['', '/'],
    [['/projects', '/tasks'], '/'],
    ['projects', '/'],
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['/\t/evil.example/', '/'],
    ['/./\\/evil.example', '/'],
    ['/..//evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/login?next=/login', '/'],
  ])('for next=%j is %s', (next, path) => {
    expect(pathAfterSignIn(next)).toBe(path)
  })
})
