import { afterEach, describe, expect, it, vi } from 'vitest'

/** Read the settings of a build with these values. */
async function readEnv(values: Record<string, string>) {
  vi.resetModules()
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value)
  const { API_BASE_URL, SSE_PATH } = await import('@/env')
  return { API_BASE_URL, SSE_PATH }
}

afterEach(() => vi.unstubAllEnvs())

describe('the settings', () => {
  it.each([
    { base: '', path: '/api/v1/sse', read: { API_BASE_URL: '', SSE_PATH: '/api/v1/sse' } },
    {
      base: 'https://api.example/',
      path: '/api/v1/projects/sse/',
      read: { API_BASE_URL: 'https://api.example', SSE_PATH: '/api/v1/projects/sse' },
    },
  ])('are read without trailing slashes: "$base" and "$path"', async ({ base, path, read }) => {
    expect(await readEnv({ VITE_API_BASE_URL: base, VITE_SSE_PATH: path })).toEqual(read)
  })

  it.each([
    { VITE_API_BASE_URL: 'api.example', VITE_SSE_PATH: '/sse' },
    { VITE_API_BASE_URL: 'javascript:alert(1)', VITE_SSE_PATH: '/sse' },
    { VITE_API_BASE_URL: '', VITE_SSE_PATH: 'sse' },
    { VITE_API_BASE_URL: '', VITE_SSE_PATH: '//other.example' },
  ])('are rejected with the name of the wrong one: %j', async (values) => {
    await expect(readEnv(values)).rejects.toThrow(/VITE_(API_BASE_URL|SSE_PATH) must/)
  })
})
