import { type InEveryLanguage, type Language, languageOf } from '@visita/http'

/** What every page may have to tell. */
export const sharedTellings = ['unknown', 'failed'] as const
export type SharedTelling = (typeof sharedTellings)[number]

/** What more than one of the pages behind links says, in one language. */
export interface SharedWords {
  readonly language: Language
  readonly when: string
  readonly where: string
  readonly told: Readonly<Record<SharedTelling, string>>
}

const shared: InEveryLanguage<SharedWords> = {
  es: {
    language: 'es',
    when: 'Cuándo',
    where: 'Dónde',
    told: {
      unknown: 'Este enlace no es válido.',
      failed: 'No se pudo hacer. Inténtalo de nuevo, por favor.',
    },
  },
  ca: {
    language: 'ca',
    when: 'Quan',
    where: 'On',
    told: {
      unknown: 'Aquest enllaç no és vàlid.',
      failed: 'No s’ha pogut fer. Torna-ho a provar, si us plau.',
    },
  },
  pt: {
    language: 'pt',
    when: 'Quando',
    where: 'Onde',
    told: {
      unknown: 'Esta ligação não é válida.',
      failed: 'Não foi possível. Tente de novo, por favor.',
    },
  },
  en: {
    language: 'en',
    when: 'When',
    where: 'Where',
    told: {
      unknown: 'This link is not valid.',
      failed: 'That did not work. Please try again.',
    },
  },
}

/** What a page says, in the language that an `accept-language` header likes best: its own words, and those of all. */
export const wordsIn =
  <Own extends { readonly heading: string; readonly told: Readonly<Record<string, string>> }>(
    own: InEveryLanguage<Own>,
  ) =>
  (acceptLanguage: string | undefined): Own & SharedWords => {
    const language = languageOf(acceptLanguage)
    const [all, mine] = [shared[language], own[language]]
    return { ...all, ...mine, told: { ...all.told, ...mine.told } }
  }
