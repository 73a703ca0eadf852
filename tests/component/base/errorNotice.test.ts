import { render, screen } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { setLocale } from '@/locales/i18n'
import ErrorNotice from '@/components/base/ErrorNotice.vue'

const error = { kind: 'server', status: 500, detail: null } as const

describe('an error notice', () => {
  it('shows the kind of error, its status and a retry button', async () => {
    const { emitted } = render(ErrorNotice, { props: { error } })
    expect(screen.getByRole('alert').textContent).toContain('服务器出错')
    expect(screen.getByRole('alert').textContent).toContain('与你的操作无关')
    await userEvent.click(screen.getByRole('button', { name: '重试' }))
    expect(emitted('retry')).toHaveLength(1)
  })

  it('is also available in English', async () => {
    await setLocale('en')
    render(ErrorNotice, { props: { error: { ...error, kind: 'network', status: null } } })
    expect(screen.getByText('Can’t reach the server')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
  })

  it.each(['forbidden', 'not_found', 'invalid'] as const)(
    'offers no retry for an error that would repeat: %s',
    (kind) => {
      render(ErrorNotice, { props: { error: { ...error, kind } } })
      expect(screen.queryByRole('button')).toBeNull()
    },
  )

  it('shows a short message of the server, and folds a long one', async () => {
    const { rerender, container } = render(ErrorNotice, {
      props: { error: { ...error, detail: 'disk full' } },
    })
    expect(screen.getByText('disk full')).toBeTruthy()
    expect(container.querySelector('details')).toBeNull()
    const long = 'Traceback:\n<script>alert(1)</script>'
    await rerender({ error: { ...error, detail: long } })
    expect(container.querySelector('details')?.open).toBe(false)
    expect(container.querySelector('pre')?.textContent).toBe(long)
    expect(container.querySelector('script')).toBeNull()
  })
})
