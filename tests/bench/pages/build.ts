import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'

/** Build the comparison pages for production under `/compare/`. Returns the folder, which the caller removes. */
export async function buildPages(): Promise<string> {
  const root = fileURLToPath(new URL('.', import.meta.url))
  const outDir = mkdtempSync(join(tmpdir(), 'dailies-bench-pages-'))
  await build({
    configFile: false,
    mode: 'production',
    logLevel: 'warn',
    root,
    base: '/compare/',
    plugins: [vue()],
    define: { __VUE_OPTIONS_API__: false, 'process.env.NODE_ENV': '"production"' },
    worker: { format: 'es' },
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: true,
      rollupOptions: { input: ['seed', 'limit'].map((name) => join(root, `${name}.html`)) },
    },
  })
  return outDir
}
