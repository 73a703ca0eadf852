import { shallowRef, type Component } from 'vue'

/** The buttons of the palette and of the list of keys in the header. They come with both when the page is idle. */
export const headerCommands = shallowRef<Component | null>(null)
