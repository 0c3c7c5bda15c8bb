import { type InEveryLanguage, type Language, languageOf } from '@visita/http'

/** What came of what was just asked: it is in the address, so that reloading does nothing again. */
export const tellings = ['declined', 'taken', 'unknown', 'failed'] as const
export type Told = (typeof tellings)[number]

/** What the page says, in one language. */
export interface Words {
  readonly language: Language
  readonly heading: string
  readonly when: string
  readonly where: string
  /** `until`: a date and a time, in words. */
  readonly until: (until: string) => string
  readonly accept: string
  readonly decline: string
  readonly isYours: string
  readonly toVisit: string
  readonly isOver: string
  readonly told: Readonly<Record<Told, string>>
}

const spanish: Words = {
  language: 'es',
  heading: 'Hay una hora para ti',
  when: 'Cuándo',
  where: 'Dónde',
  until: (until) => `Te la guardamos hasta el ${until}.`,
  accept: 'La quiero',
  decline: 'No, gracias',
  isYours: 'La hora es tuya.',
  toVisit: 'Ver la visita',
  isOver: 'Esta hora ya no está disponible. Si seguimos buscando para ti, te avisaremos de la próxima.',
  told: {
    declined: 'De acuerdo. Te avisaremos si se libera otra.',
    taken: 'Esa hora acaba de ocuparse. Te avisaremos de la próxima.',
    unknown: 'Este enlace no es válido.',
    failed: 'No se pudo hacer. Inténtalo de nuevo, por favor.',
  },
}

const catalan: Words = {
  language: 'ca',
  heading: 'Hi ha una hora per a tu',
  when: 'Quan',
  where: 'On',
  until: (until) => `Te la guardem fins al ${until}.`,
  accept: 'La vull',
  decline: 'No, gràcies',
  isYours: 'L’hora és teva.',
  toVisit: 'Veure la visita',
  isOver: 'Aquesta hora ja no està disponible. Si seguim buscant per a tu, t’avisarem de la propera.',
  told: {
    declined: 'D’acord. T’avisarem si se n’allibera una altra.',
    taken: 'Aquesta hora s’acaba d’ocupar. T’avisarem de la propera.',
    unknown: 'Aquest enllaç no és vàlid.',
    failed: 'No s’ha pogut fer. Torna-ho a provar, si us plau.',
  },
}

const portuguese: Words = {
  language: 'pt',
  heading: 'Há um horário para si',
  when: 'Quando',
  where: 'Onde',
  until: (until) => `Guardamo-lo até ${until}.`,
  accept: 'Quero este horário',
  decline: 'Não, obrigado',
  isYours: 'O horário é seu.',
  toVisit: 'Ver a visita',
  isOver: 'Este horário já não está disponível. Se continuarmos à procura para si, avisaremos do próximo.',
  told: {
    declined: 'Está bem. Avisaremos se houver outro.',
    taken: 'Esse horário acaba de ser ocupado. Avisaremos do próximo.',
    unknown: 'Esta ligação não é válida.',
    failed: 'Não foi possível. Tente de novo, por favor.',
  },
}

const english: Words = {
  language: 'en',
  heading: 'There is a time for you',
  when: 'When',
  where: 'Where',
  until: (until) => `We keep it for you until ${until}.`,
  accept: 'I’ll take it',
  decline: 'No, thank you',
  isYours: 'The time is yours.',
  toVisit: 'See the visit',
  isOver: 'This time is not free any more. If we still look for you, we will tell you of the next one.',
  told: {
    declined: 'All right. We will tell you if another one opens.',
    taken: 'Somebody has just taken that time. We will tell you of the next one.',
    unknown: 'This link is not valid.',
    failed: 'That could not be done. Please try again.',
  },
}

const known: InEveryLanguage<Words> = { es: spanish, ca: catalan, pt: portuguese, en: english }

/** In the language that an `accept-language` header likes best of those that there are. */
export const wordsFor = (acceptLanguage: string | undefined): Words => known[languageOf(acceptLanguage)]
