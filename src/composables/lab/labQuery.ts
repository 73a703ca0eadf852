import type { LocationQuery } from 'vue-router'
import { SSE_STAGES } from '@/services/sseService'
import type { LabSettings } from '@/stores/lab/labSettings'

/** The contents of the lab's address: settings and expectations, never a token. */
export interface LabQuery {
  readonly settings: LabSettings
  readonly expectations: string
}

/** Matches the names of query parameters that may hold secrets. */
const SECRET = /token|secret|passw|api_?key|^key$|auth|jwt|sig(?:nature)?$|credential/i

function firstValue(value: LocationQuery[string] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** An address without user, password, fragment and secret query parameters. */
export function withoutSecretParams(address: string): string {
  if (!/^https?:\/\//i.test(address) && !address.includes('?')) return address
  const [path = '', query] = address.replace(/#.*$/s, '').split('?', 2)
  const bare = path.replace(/^(https?:\/\/)[^/]*@/i, '$1')
  if (query === undefined) return bare
  const kept = query.split('&').filter((part) => !SECRET.test(part.split('=', 1)[0] ?? ''))
  return kept.length === 0 ? bare : `${bare}?${kept.join('&')}`
}

/** Whether a backend has the page's own origin, so that no CORS permission is needed. */
export function isOwnOrigin(baseUrl: string, origin: string): boolean {
  if (baseUrl.trim() === '') return true
  return URL.canParse(baseUrl.trim()) && new URL(baseUrl.trim()).origin === origin
}

/** The values of fields that the address leaves out. */
export interface LabDefaults {
  readonly baseUrl: string
  readonly ssePath: string
  readonly origin: string
}

/** Read settings and expectations from the address. */
export function parseLabQuery(query: LocationQuery, defaults: LabDefaults): LabQuery {
  const header = firstValue(query['header'])
  const baseUrl = firstValue(query['base_url']) || defaults.baseUrl
  const snapshots = firstValue(query['snapshots'])
  return {
    settings: {
      baseUrl,
      ssePath: firstValue(query['sse_path']) || defaults.ssePath,
      projectId: firstValue(query['project_id']),
      stage: SSE_STAGES.find((stage) => stage === firstValue(query['stage'])) ?? null,
      rawUrl: firstValue(query['url']),
      header: header === 'none' || header === 'token' ? header : 'session',
      autoReconnect: firstValue(query['reconnect']) !== 'off',
      // Another host may allow pages to read its streams but not its snapshots, so they are off by default.
      snapshots: snapshots === '' ? isOwnOrigin(baseUrl, defaults.origin) : snapshots === 'on',
    },
    expectations: firstValue(query['expect']),
  }
}

/** Write settings and expectations into an address. Default values are left out. */
export function labQueryOf({ settings, expectations }: LabQuery, defaults: LabDefaults): LocationQuery {
  const { baseUrl, ssePath, projectId, stage, rawUrl, header, autoReconnect, snapshots } = settings
  const entries: [string, string | false][] = [
    ['base_url', baseUrl !== defaults.baseUrl && withoutSecretParams(baseUrl)],
    ['sse_path', ssePath !== defaults.ssePath && ssePath],
    ['project_id', projectId],
    ['stage', stage ?? ''],
    ['url', withoutSecretParams(rawUrl)],
    ['header', header !== 'session' && header],
    ['reconnect', !autoReconnect && 'off'],
    ['snapshots', snapshots !== isOwnOrigin(baseUrl, defaults.origin) && (snapshots ? 'on' : 'off')],
    ['expect', expectations],
  ]
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])))
}
