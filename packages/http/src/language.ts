/** The languages that people are spoken to in, the first where they ask for none of them. */
export const languages = ['es', 'ca', 'pt', 'en'] as const
export type Language = (typeof languages)[number]

/** The same text in every language: one that is missing does not compile. */
export type InEveryLanguage<Text> = Readonly<Record<Language, Text>>

const isKnown = (name: string): name is Language => (languages as readonly string[]).includes(name)

/** The language that an `accept-language` header likes best of those that there are; Spanish where it says nothing. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const liked = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().split(';')
      const quality = Number(parameters.map((one) => /^\s*q=([\d.]+)/.exec(one)?.[1]).find(Boolean) ?? 1)
      return { language: range.toLowerCase().split('-')[0] ?? '', quality }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ language }) => language)
  return liked.find(isKnown) ?? languages[0]
}
