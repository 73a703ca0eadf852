import { describe, expect, it } from 'vitest'
import { cssUrl } from '@/presentation/cssUrl'

describe('an address in CSS', () => {
  it.each([
    ['/media/1.jpg', 'url("/media/1.jpg")'],
    ['/a b(1).jpg', 'url("/a b(1).jpg")'],
    ['/x");color:red;("', 'url("/x%22);color:red;(%22")'],
    ['/x\\22 \n', 'url("/x%5C22 %0A")'],
  ])('%j cannot leave its quotes', (address, css) => {
    expect(cssUrl(address)).toBe(css)
  })
})
