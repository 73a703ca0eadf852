import { fireEvent, render, screen } from '@testing-library/vue'
import { describe, expect, it } from 'vitest'
import { defineComponent, ref } from 'vue'
import { vKeepFocus } from '@/composables/app/keepFocus'

/** A panel with three buttons, of which the middle one goes when it is pressed; `after`: whether one follows it. */
function panel(after: boolean) {
  return defineComponent({
    directives: { keepFocus: vKeepFocus },
    setup: () => ({ isThere: ref(true), after }),
    template: `
      <main tabindex="-1">
        <button>elsewhere</button>
        <section tabindex="-1" aria-label="panel">
          <button>before</button>
          <p><button v-if="isThere" v-keep-focus @click="isThere = false">going</button></p>
          <button v-if="after">after</button>
        </section>
      </main>`,
  })
}
async function press(name: string) {
  const button = screen.getByRole('button', { name })
  button.focus()
  await fireEvent.click(button)
}

describe('the focus of something that goes', () => {
  it('goes to what follows it in its panel', async () => {
    render(panel(true))
    await press('going')
    expect(document.activeElement?.textContent).toBe('after')
  })

  it('goes to what is before it where nothing follows', async () => {
    render(panel(false))
    await press('going')
    expect(document.activeElement?.textContent).toBe('before')
  })

  it('stays where a person has moved it meanwhile', async () => {
    render(panel(true))
    screen.getByRole('button', { name: 'elsewhere' }).focus()
    await fireEvent.click(screen.getByRole('button', { name: 'going' }))
    expect(document.activeElement?.textContent).toBe('elsewhere')
  })
})
