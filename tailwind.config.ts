import type { Config } from 'tailwindcss'

/** What Tailwind's CSS-first set-up leaves to configuration; colours live with the two themes in src/styles. */
export default {
  content: ['./index.html', './src/**/*.{vue,ts}'],
  theme: {
    fontSize: {
      xs: ['0.75rem', '1rem'],
      sm: ['0.875rem', '1.25rem'],
      base: ['1rem', '1.5rem'],
      lg: ['1.25rem', '1.75rem'],
      xl: ['1.75rem', '2.25rem'],
    },
    extend: {
      fontFamily: {
        latin: ['system-ui', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif'],
        sans: ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'system-ui', 'sans-serif'],
        mono: ['ui-monospace', 'SFMono-Regular', 'Menlo', 'Consolas', 'Noto Sans Mono CJK SC', 'monospace'],
      },
    },
  },
} satisfies Config
