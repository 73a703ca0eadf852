import type { LocationQuery } from 'vue-router'
import { SSE_STAGES } from '@/services/sseService'
import type { LabSettings } from '@/stores/lab/labSession'

/** What the address of the lab says: its settings and its expectations, and never a token. */
export interface LabQuery {
  readonly settings: LabSettings
  readonly expectations: string
}

/** Names of parameters whose values nobody should read in an address. */
const SECRET = /token|secret|passw|api_?key|^key$|auth|jwt|sig(?:nature)?$|credential/i

function textOf(value: LocationQuery[string] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** An address without user, password, fragment, and parameters that look like a secret. */
export function withoutSecretParts(address: string): string {
  if (!/^https?:\/\//i.test(address) && !address.includes('?')) return address
  const [path = '', query] = address.replace(/#.*$/s, '').split('?', 2)
  const bare = path.replace(/^(https?:\/\/)[^/]*@/i, '$1')
  if (query === undefined) return bare
  const kept = query.split('&').filter((part) => !SECRET.test(part.split('=', 1)[0] ?? ''))
  return kept.length === 0 ? bare : `${bare}?${kept.join('&')}`
}

/** Whether a backend is the page's own, so that nothing has to be allowed. */
export function isOwnOrigin(baseUrl: string, origin: string): boolean {
  if (baseUrl.trim() === '') return true
  return URL.canParse(baseUrl.trim()) && new URL(baseUrl.trim()).origin === origin
}

/** What holds where the address says nothing. */
export interface LabDefaults {
  readonly baseUrl: string
  readonly ssePath: string
  readonly origin: string
}

/** Read the address. */
export function parseLabQuery(query: LocationQuery, defaults: LabDefaults): LabQuery {
  const header = textOf(query['header'])
  const baseUrl = textOf(query['base_url']) || defaults.baseUrl
  const snapshots = textOf(query['snapshots'])
  return {
    settings: {
      baseUrl,
      ssePath: textOf(query['sse_path']) || defaults.ssePath,
      projectId: textOf(query['project_id']),
      stage: SSE_STAGES.find((stage) => stage === textOf(query['stage'])) ?? null,
      rawUrl: textOf(query['url']),
      header: header === 'none' || header === 'token' ? header : 'session',
      autoReconnect: textOf(query['reconnect']) !== 'off',
      // Another host's streams may be open to pages while its snapshots are not: they are asked for on request.
      snapshots: snapshots === '' ? isOwnOrigin(baseUrl, defaults.origin) : snapshots === 'on',
    },
    expectations: textOf(query['expect']),
  }
}

/** Write the address: what goes without saying is left out. */
export function labQueryOf({ settings, expectations }: LabQuery, defaults: LabDefaults): LocationQuery {
  const { baseUrl, ssePath, projectId, stage, rawUrl, header, autoReconnect, snapshots } = settings
  const entries: [string, string | false][] = [
    ['base_url', baseUrl !== defaults.baseUrl && withoutSecretParts(baseUrl)],
    ['sse_path', ssePath !== defaults.ssePath && ssePath],
    ['project_id', projectId],
    ['stage', stage ?? ''],
    ['url', withoutSecretParts(rawUrl)],
    ['header', header !== 'session' && header],
    ['reconnect', !autoReconnect && 'off'],
    ['snapshots', snapshots !== isOwnOrigin(baseUrl, defaults.origin) && (snapshots ? 'on' : 'off')],
    ['expect', expectations],
  ]
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])))
}
