import * as v from 'valibot'
import { flag, id, listOf, optionalText, text, yesOrNo } from './wireFields'

/** A page of the prompt template sets of a server. Those that are switched off are left out. */
export const templateSetPageSchema = v.pipe(
  v.object({
    next: optionalText,
    results: listOf(
      v.pipe(
        v.object({ id, name: text, description: text, is_active: yesOrNo, is_default: flag }),
        v.transform((wire) => ({
          id: wire.id,
          name: wire.name,
          description: wire.description,
          isActive: wire.is_active !== false,
          isDefault: wire.is_default,
        })),
      ),
    ),
  }),
  v.transform(({ next, results }) => ({ next, sets: results.filter(({ isActive }) => isActive) })),
)

/** The prompts that a server asks its models with, as a named set. */
export type TemplateSet = v.InferOutput<typeof templateSetPageSchema>['sets'][number]
