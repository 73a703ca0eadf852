import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { referenceProblem, type ReferenceProblem } from '@/protocol/generation'

/** A picture that a person has chosen to go by. */
export interface ReferencePicture {
  readonly file: File
  /** An object URL, which is revoked when another picture is chosen and when the component is gone. */
  readonly url: string
}

/** What `useReferencePicture` returns. */
export interface UseReferencePictureReturn {
  readonly picture: Readonly<ShallowRef<ReferencePicture | null>>
  /** Why the last file cannot be used; null if it can. */
  readonly problem: Readonly<ShallowRef<ReferenceProblem | null>>
  /** Choose a file; null removes it. One that cannot be used leaves none chosen. */
  readonly choose: (file: File | null) => void
}

/** Hold a reference picture, checked before it is sent, with an address for its preview. */
export function useReferencePicture(): UseReferencePictureReturn {
  const picture = shallowRef<ReferencePicture | null>(null)
  const problem = shallowRef<ReferenceProblem | null>(null)

  function choose(file: File | null) {
    if (picture.value !== null) URL.revokeObjectURL(picture.value.url)
    problem.value = file === null ? null : referenceProblem(file)
    const isUsable = file !== null && problem.value === null
    picture.value = isUsable ? { file, url: URL.createObjectURL(file) } : null
  }
  onScopeDispose(() => choose(null))
  return { picture, problem, choose }
}
