import { kilobytes, pageSizes } from './pageSizes'

/* Prints the JavaScript that the first visit to a page loads; fails when a page is over its budget. */

for (const { name, size, budget } of pageSizes()) {
  const verdict = size <= budget ? 'within' : 'OVER'
  console.log(`${name.padEnd(10)} ${kilobytes(size).padStart(9)} gzip, ${verdict} ${kilobytes(budget)}`)
  if (size > budget) process.exitCode = 1
}
