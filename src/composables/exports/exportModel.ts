import type { ExportKind } from '@/exports/film'

/** What a page shows of taking a film away. */
export interface ExportModel {
  /** Why an export is not possible now, in words; null if it is. */
  readonly obstacle: (kind: ExportKind) => string | null
  /** The export that is being made; null if none is. `percent` is null where nothing can be measured. */
  readonly making: { readonly kind: ExportKind; readonly percent: number | null } | null
  /** Why the last one failed, in words; null if it did not. */
  readonly failure: string | null
  /** The name of the file that was saved last; null for none. */
  readonly saved: string | null
  readonly make: (kind: ExportKind) => void
  readonly cancel: () => void
}
