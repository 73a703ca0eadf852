/** Make an answer in JSON. */
export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status })
}

/** Make a JSON Web Token that is valid for some seconds from `issuedAt` by the server's clock; `name` makes it unique. */
export function tokenOf(name: string, seconds: number, issuedAt = Date.now() / 1000): string {
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll('=', '')
  return `${part({ alg: 'HS256' })}.${part({ iat: issuedAt, exp: issuedAt + seconds, name })}.signature`
}
