/** A row of the list, as a backend sends it. */
export interface WireRow {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly original_topic?: string
  readonly progress_percentage?: number
}

/** A backend's project list in memory, called through `fetch`. */
export class FakeList {
  /** The requests, as `GET /path?query`. */
  readonly calls: string[] = []
  /** The request bodies of created projects. */
  readonly created: unknown[] = []
  /** While set, every request is answered with this status. */
  failWith: number | null = null

  constructor(
    public rows: readonly WireRow[],
    private readonly pageSize = 20,
  ) {}

  /** A replacement for `fetch`. */
  readonly fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input, 'http://page.test')
    const method = init?.method ?? 'GET'
    this.calls.push(`${method} ${url.pathname}${url.search}`)
    if (this.failWith !== null) return Promise.resolve(json({ detail: 'out of order' }, this.failWith))
    return Promise.resolve(this.answer(method, url, init?.body))
  }

  private answer(method: string, url: URL, body: unknown): Response {
    if (method === 'POST') {
      this.created.push(JSON.parse(String(body)))
      return json({ id: 'new' }, 201)
    }
    if (method === 'DELETE') {
      const id = url.pathname.split('/').at(-2)
      this.rows = this.rows.filter((row) => row.id !== id)
      return new Response(null, { status: 204 })
    }
    const { search = '', status, page = '1' } = Object.fromEntries(url.searchParams)
    const found = this.rows.filter(
      (row) => row.name.includes(search) && (status === undefined || row.status === status),
    )
    const end = Number(page) * this.pageSize
    const results = found.slice(end - this.pageSize, end)
    return json({ count: found.length, next: end < found.length ? 'next' : null, previous: null, results })
  }
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}
