/** The part of the address of a storyboard that opens the preview of proposed scenes. */
export const PREVIEW_QUERY = { preview: 'scenes' } as const
