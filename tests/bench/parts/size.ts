import { kilobytes, pageSizes } from '../../support/pageSizes'
import { atMost, type Row } from '../context'

/** Measures the JavaScript that a first visit loads. */
export function size(): Promise<readonly Row[]> {
  const rows = pageSizes().map((page) =>
    atMost(`JavaScript, gzip, first load, worker included: ${page.name}`, page.size, page.budget, kilobytes),
  )
  return Promise.resolve(rows)
}
