declare global {
  interface ImportMetaEnv {
    readonly VITE_API_BASE_URL?: string
    readonly VITE_SSE_PATH?: string
  }
}

function withoutTrailingSlash(value: string): string {
  return value.replace(/\/+$/, '')
}

function readBaseUrl(value: string): string {
  if (value !== '' && !/^https?:\/\/[^/]/.test(value)) {
    throw new Error(`VITE_API_BASE_URL must be empty or begin with http:// or https://, not "${value}"`)
  }
  return withoutTrailingSlash(value)
}

function readPath(value: string): string {
  if (!/^\/[^/]/.test(value))
    throw new Error(`VITE_SSE_PATH must be a path such as /api/v1/sse, not "${value}"`)
  return withoutTrailingSlash(value)
}

/** Origin of the backend without a trailing slash; `''` is the page's own origin. */
export const API_BASE_URL = readBaseUrl(import.meta.env.VITE_API_BASE_URL ?? '')

/** Path prefix of the event streams, without a trailing slash. */
export const SSE_PATH = readPath(import.meta.env.VITE_SSE_PATH ?? '/api/v1/sse')
