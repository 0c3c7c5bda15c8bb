import { type SharedTelling, sharedTellings, wordsIn } from '../page-words.ts'

/** What came of what was just asked: it is in the address, so that reloading does nothing again. */
export const tellings = ['declined', 'taken', ...sharedTellings] as const
export type Told = (typeof tellings)[number]

/** What only this page says, in one language. */
interface Own {
  readonly heading: string
  /** `until`: a date and a time, in words. */
  readonly until: (until: string) => string
  readonly accept: string
  readonly decline: string
  readonly isYours: string
  readonly toVisit: string
  readonly isOver: string
  readonly told: Readonly<Record<Exclude<Told, SharedTelling>, string>>
}

const spanish: Own = {
  heading: 'Hay una hora para ti',
  until: (until) => `Te la guardamos hasta el ${until}.`,
  accept: 'La quiero',
  decline: 'No, gracias',
  isYours: 'La hora es tuya.',
  toVisit: 'Ver la visita',
  isOver: 'Esta hora ya no está disponible. Si seguimos buscando para ti, te avisaremos de la próxima.',
  told: {
    declined: 'De acuerdo. Te avisaremos si se libera otra.',
    taken: 'Esa hora acaba de ocuparse. Te avisaremos de la próxima.',
  },
}

const catalan: Own = {
  heading: 'Hi ha una hora per a tu',
  until: (until) => `Te la guardem fins al ${until}.`,
  accept: 'La vull',
  decline: 'No, gràcies',
  isYours: 'L’hora és teva.',
  toVisit: 'Veure la visita',
  isOver: 'Aquesta hora ja no està disponible. Si seguim buscant per a tu, t’avisarem de la propera.',
  told: {
    declined: 'D’acord. T’avisarem si se n’allibera una altra.',
    taken: 'Aquesta hora s’acaba d’ocupar. T’avisarem de la propera.',
  },
}

const portuguese: Own = {
  heading: 'Há um horário para si',
  until: (until) => `Guardamo-lo até ${until}.`,
  accept: 'Quero este horário',
  decline: 'Não, obrigado',
  isYours: 'O horário é seu.',
  toVisit: 'Ver a visita',
  isOver: 'Este horário já não está disponível. Se continuarmos à procura para si, avisaremos do próximo.',
  told: {
    declined: 'Está bem. Avisaremos se houver outro.',
    taken: 'Esse horário acaba de ser ocupado. Avisaremos do próximo.',
  },
}

const english: Own = {
  heading: 'There is a time for you',
  until: (until) => `We keep it for you until ${until}.`,
  accept: 'I’ll take it',
  decline: 'No, thank you',
  isYours: 'The time is yours.',
  toVisit: 'See the visit',
  isOver: 'This time is not free any more. If we still look for you, we will tell you of the next one.',
  told: {
    declined: 'All right. We will tell you if another one opens.',
    taken: 'Somebody has just taken that time. We will tell you of the next one.',
  },
}

/** In the language that an `accept-language` header likes best of those that there are. */
export const wordsFor = wordsIn<Own>({ es: spanish, ca: catalan, pt: portuguese, en: english })
export type Words = ReturnType<typeof wordsFor>
