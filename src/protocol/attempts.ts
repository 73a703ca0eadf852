/**
 * Which attempt a stored stage or item describes, from 1; how many there were, for one that waits. A server raises
 * `retry_count` with the failure: the first failure has 1.
 */
export function attemptOf({
  status,
  retryCount,
}: {
  readonly status: string
  readonly retryCount: number
}): number {
  if (status === 'pending') return retryCount
  return status === 'failed' ? Math.max(1, retryCount) : retryCount + 1
}
