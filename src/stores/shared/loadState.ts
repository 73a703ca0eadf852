import type { ApiError } from '@/api/calls/errors'

/** Whether the data of a page has been loaded. */
export type LoadState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready' }
  | { readonly status: 'failed'; readonly error: ApiError }
