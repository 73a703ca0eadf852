import * as v from 'valibot'

/* Answers of the calls about accounts. */

/** The answer to signing in and to registering. */
export const signedInSchema = v.object({
  data: v.object({
    user: v.object({ username: v.string() }),
    tokens: v.object({ access: v.string(), refresh: v.string() }),
  }),
})

/** The answer to renewing access. A server that does not rotate refresh tokens sends no new one. */
export const renewedAccessSchema = v.object({ access: v.string(), refresh: v.optional(v.string()) })
