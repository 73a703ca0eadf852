import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { StudioProcess } from '../support/studioProcess'

test('the development server serves the product with its studio and prints its URL', async ({ page }) => {
  const studio = new StudioProcess({ command: 'dev', env: { FAULTS: '' } })
  try {
    await studio.start()
    await page.goto(`${studio.url}/`)
    await expect(page.locator('[data-action="new"], [name="original_topic"]').first()).toBeVisible()
    expect(studio.output).toContain(studio.url)
    const faults = await fetch(`${studio.url}/api/v1/faults/`, { method: 'DELETE' })
    expect(faults.status).toBe(404)
  } finally {
    await studio.dispose()
  }
})

test('the development server keeps the secret and the database of a studio with sign-in to itself', async () => {
  const studio = new StudioProcess({ command: 'dev', env: { AUTH: 'on' } })
  try {
    await studio.start()
    const kept = readdirSync(studio.dataDir)
    expect(kept).toContain('auth.secret')
    for (const name of kept) {
      for (const query of ['', '?raw', '?import&raw', '?url&import']) {
        const answer = await fetch(`${studio.url}/@fs${join(studio.dataDir, name)}${query}`, {
          headers: { Origin: 'http://localhost:4000' },
        })
        expect([name + query, answer.status]).toEqual([name + query, 404])
        expect(answer.headers.has('Access-Control-Allow-Origin')).toBe(false)
      }
    }
  } finally {
    await studio.dispose()
  }
})

test('BACKEND_URL connects the page to another backend', async ({ page }) => {
  const backend = new StudioProcess()
  try {
    await backend.start()
    await fetch(`${backend.url}/api/v1/projects/projects/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: '远方的故事', original_topic: '很久以前，有一位渔夫。' }),
    })
    const proxied = new StudioProcess({ env: { BACKEND_URL: backend.url } })
    try {
      await proxied.start()
      await page.goto(`${proxied.url}/projects`)
      await expect(page.getByText('远方的故事').first()).toBeVisible()
    } finally {
      await proxied.dispose()
    }
  } finally {
    await backend.dispose()
  }
})
