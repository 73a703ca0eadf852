import type { ApiError } from '@/api/calls/errors'

/** Whether what a page is about is there. */
export type LoadState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready' }
  | { readonly status: 'failed'; readonly error: ApiError }
