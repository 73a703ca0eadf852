import type { ExportFilm, ExportScene } from './film'

/** The words of a Markdown export in the language of the person. */
export interface MarkdownWords {
  readonly story: string
  readonly rewrite: string
  readonly scenes: string
  readonly scene: (number: number, length: string) => string
  readonly picture: string
  readonly move: string
}

/** What would begin a heading, a list, a quotation or code in Markdown, or HTML: it is shown as it is. */
const MARKUP = /[\\`*_{}[\]<>#|~]|^(?=\s*(?:[-+]|\d+[.)])\s)/gm

function plain(text: string): string {
  return text.replace(MARKUP, '\\$&').trim()
}

/** `1:05`, `0:04` */
function length(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

function sceneLines(scene: ExportScene, words: MarkdownWords): string[] {
  const seen = scene.imagePrompt || scene.description
  const move = [scene.move?.type.replaceAll('_', ' '), scene.move?.description].filter(Boolean).join(': ')
  return [
    `### ${plain(words.scene(scene.number, length(scene.seconds)))}${scene.shotType ? ` · ${plain(scene.shotType)}` : ''}`,
    plain(scene.narration),
    ...(seen ? [`> **${words.picture}** ${plain(seen).replace(/\n+/g, ' ')}`] : []),
    ...(move ? [`> **${words.move}** ${plain(move).replace(/\n+/g, ' ')}`] : []),
  ]
}

/** The texts of a film as a Markdown document: story, rewrite, and each scene with its picture and camera move in words. */
export function toMarkdown(film: ExportFilm, words: MarkdownWords): string {
  const parts = [
    `# ${plain(film.name)}`,
    ...(film.rewrite ? [`## ${words.rewrite}`, plain(film.rewrite)] : []),
    ...(film.scenes.length > 0
      ? [`## ${words.scenes}`, ...film.scenes.flatMap((scene) => sceneLines(scene, words))]
      : []),
    `## ${words.story}`,
    plain(film.story),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
