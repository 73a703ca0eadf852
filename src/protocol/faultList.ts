import * as v from 'valibot'

/** The faults that a studio started with `FAULTS=on` can be asked for, by name. */
export const faultListSchema = v.object({ faults: v.array(v.string()) })
