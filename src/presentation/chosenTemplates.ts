import type { TemplateSet } from '@/protocol/templateSets'

/** The set that is used: the one that a person chose, else the server's default, else the first; undefined without any. */
export function chosenTemplates(
  sets: readonly TemplateSet[],
  chosen: string | null,
): TemplateSet | undefined {
  return sets.find(({ id }) => id === chosen) ?? sets.find(({ isDefault }) => isDefault) ?? sets[0]
}
