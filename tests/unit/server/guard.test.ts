import { describe, expect, it } from 'vitest'
import { PROJECTS, rawRequest, startStudio } from './support/studioServer'

describe('the check of host and origin', () => {
  it.each([
    ['localhost', 200],
    ['localhost:3000', 200],
    ['127.0.0.1:3000', 200],
    ['[::1]:3000', 200],
    ['dailies.localhost', 200],
    ['studio.test:8080', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example', 403],
  ])('answers a request for the host %s with %i', async (host, status) => {
    const studio = await startStudio({ env: { ALLOWED_HOSTS: 'other.test, studio.test' } })
    expect(await rawRequest(studio.url + PROJECTS, { host })).toBe(status)
  })

  it.each([
    ['http://localhost:3000', 200],
    ['http://localhost:4000', 403],
    ['https://evil.example', 403],
    ['null', 403],
    ['http://studio.test', 200],
  ])('answers a request to localhost:3000 from the origin %s with %i', async (origin, status) => {
    const studio = await startStudio({ env: { ALLOWED_HOSTS: 'studio.test' } })
    expect(await rawRequest(studio.url + PROJECTS, { host: 'localhost:3000', origin })).toBe(status)
  })

  it('offers no faults unless they are switched on', async () => {
    const studio = await startStudio()
    expect((await studio.call('POST', '/api/v1/faults/', { fault: 'drop' })).status).toBe(404)
  })
})
