import type { InEveryLanguage } from '@visita/http'
import type { Tray } from '@visita/projections'

/** What a tray says of a visit in it: why it lies there, and how late it is. */
export interface TrayWords {
  /** `pending`: nobody has confirmed it. */
  readonly why: Readonly<Record<Tray, (pending: boolean) => string>>
  /** Instead of the tray's own: there is a phone, or an e-mail, and it did not help. */
  readonly messageFailed: string
  readonly begun: string
  readonly pastDue: string
}

export const trayWords: InEveryLanguage<TrayWords> = {
  es: {
    why: {
      'to-confirm': () => 'Nadie la ha confirmado.',
      reschedules: (pending) => (pending ? 'Se cambió de hora y nadie la ha confirmado.' : 'Se cambió de hora.'),
      'no-contact': () => 'El cliente no tiene teléfono ni correo.',
    },
    messageFailed: 'Un aviso importante no ha llegado por ningún canal.',
    begun: 'Ya ha empezado.',
    pastDue: 'El plazo ha vencido.',
  },
  ca: {
    why: {
      'to-confirm': () => 'Ningú no l’ha confirmada.',
      reschedules: (pending) => (pending ? 'S’ha canviat d’hora i ningú no l’ha confirmada.' : 'S’ha canviat d’hora.'),
      'no-contact': () => 'El client no té telèfon ni correu.',
    },
    messageFailed: 'Un avís important no ha arribat per cap canal.',
    begun: 'Ja ha començat.',
    pastDue: 'El termini ha vençut.',
  },
  pt: {
    why: {
      'to-confirm': () => 'Ninguém a confirmou.',
      reschedules: (pending) => (pending ? 'Mudou de hora e ninguém a confirmou.' : 'Mudou de hora.'),
      'no-contact': () => 'O cliente não tem telefone nem e-mail.',
    },
    messageFailed: 'Um aviso importante não chegou por nenhum canal.',
    begun: 'Já começou.',
    pastDue: 'O prazo venceu.',
  },
  en: {
    why: {
      'to-confirm': () => 'Nobody has confirmed it.',
      reschedules: (pending) =>
        pending ? 'It was moved to another time, and nobody has confirmed it.' : 'It was moved to another time.',
      'no-contact': () => 'The customer has neither phone nor e-mail.',
    },
    messageFailed: 'An important message got through on no channel.',
    begun: 'It has begun.',
    pastDue: 'It is past due.',
  },
}
