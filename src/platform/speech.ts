/** The browser's voice for a language; null where it has none, or where it does not speak. */
function voiceFor(lang: string): SpeechSynthesisVoice | null {
  if (typeof speechSynthesis === 'undefined') return null
  const [family = ''] = lang.toLowerCase().split('-')
  const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().startsWith(family))
  // Voices of this machine send the text to nobody.
  return voices.find(({ localService }) => localService) ?? null
}

/** Whether this machine has a voice of its own for a language. Voices that need another host are not used. */
export function canSpeak(lang: string): boolean {
  return voiceFor(lang) !== null
}

/**
 * Call back when the voices of the browser have changed: many browsers load them late.
 *
 * @returns stops listening
 */
export function onVoices(callback: () => void): () => void {
  if (typeof speechSynthesis === 'undefined') return () => undefined
  speechSynthesis.addEventListener('voiceschanged', callback)
  return () => speechSynthesis.removeEventListener('voiceschanged', callback)
}

/**
 * Read a text aloud, in place of what is being read.
 *
 * @param rate 1 is the voice's normal speed
 * @param onEnd called once, when the voice has ended or could not speak; not after it was stopped
 * @returns stops the voice
 */
export function speak(text: string, lang: string, rate: number, onEnd: () => void): () => void {
  const voice = voiceFor(lang)
  if (voice === null) {
    onEnd()
    return () => undefined
  }
  speechSynthesis.cancel()
  const utterance = new SpeechSynthesisUtterance(text)
  Object.assign(utterance, { voice, lang: voice.lang, rate })
  let isOver = false
  const end = () => {
    if (!isOver) onEnd()
    isOver = true
  }
  utterance.addEventListener('end', end)
  utterance.addEventListener('error', end)
  speechSynthesis.speak(utterance)
  return () => {
    isOver = true
    speechSynthesis.cancel()
  }
}
