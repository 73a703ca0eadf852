import type { StudioServer } from './studioServer'

/** Register an account. @returns the header of its requests */
export async function register(
  studio: Pick<StudioServer, 'call'>,
  username: string,
): Promise<{ Authorization: string }> {
  const { body } = await studio.call('POST', '/api/v1/users/register/', {
    username,
    email: `${username}@example.org`,
    password: 'a long password',
    password_confirm: 'a long password',
  })
  const { tokens } = body['data'] as { tokens: { access: string } }
  return { Authorization: `Bearer ${tokens.access}` }
}
