/** The languages that people are written to in. */
export const messageLanguages = ['es', 'ca', 'pt', 'en'] as const
export type MessageLanguage = (typeof messageLanguages)[number]

/** `pt-BR` → `pt`; null for a language that nobody here writes. */
export function messageLanguageOf(locale: string): MessageLanguage | null {
  const language = locale.toLowerCase().split('-')[0]
  return messageLanguages.find((known) => known === language) ?? null
}

/** The first of these locales whose language is written here, else Spanish. */
export const messageLocale = (...locales: readonly (string | null | undefined)[]): string =>
  locales.find((locale) => locale && messageLanguageOf(locale) !== null) ?? 'es'
