import type { ApiError } from '@/stores/list/projectListStore'

/** Whether what a store's promise was rejected with is the error of a call, rather than a fault of the page. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof Error && error.name === 'ApiError'
}
