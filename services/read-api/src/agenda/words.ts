import type { InEveryLanguage } from '@visita/http'

/** What the agenda says of its incidents. */
export interface IncidentWords {
  readonly overlap: string
  readonly blocked: string
  readonly busy: (calendar: string) => string
  readonly unconfirmed: string
  readonly noContact: string
  readonly messageFailed: string
  readonly notSetOut: string
  readonly notCheckedIn: string
}

export const incidentWords: InEveryLanguage<IncidentWords> = {
  es: {
    overlap: 'Juntas ocupan más de lo que hay.',
    blocked: 'Está bajo un bloqueo.',
    busy: (calendar) => `El calendario ${calendar} está ocupado a esa hora.`,
    unconfirmed: 'Empezó sin que nadie la confirmara.',
    noContact: 'El cliente no tiene teléfono ni correo.',
    messageFailed: 'Un aviso importante no ha llegado por ningún canal.',
    notSetOut: 'El agente ya debería haber salido y no consta.',
    notCheckedIn: 'Ya empezó y no consta la llegada del agente.',
  },
  ca: {
    overlap: 'Juntes ocupen més del que hi ha.',
    blocked: 'És sota un bloqueig.',
    busy: (calendar) => `El calendari ${calendar} és ocupat a aquella hora.`,
    unconfirmed: 'Ha començat sense que ningú la confirmés.',
    noContact: 'El client no té telèfon ni correu.',
    messageFailed: 'Un avís important no ha arribat per cap canal.',
    notSetOut: 'L’agent ja hauria d’haver sortit i no consta.',
    notCheckedIn: 'Ja ha començat i no consta l’arribada de l’agent.',
  },
  pt: {
    overlap: 'Juntas ocupam mais do que há.',
    blocked: 'Está sob um bloqueio.',
    busy: (calendar) => `O calendário ${calendar} está ocupado a essa hora.`,
    unconfirmed: 'Começou sem que ninguém a confirmasse.',
    noContact: 'O cliente não tem telefone nem e-mail.',
    messageFailed: 'Um aviso importante não chegou por nenhum canal.',
    notSetOut: 'O agente já deveria ter saído e não consta.',
    notCheckedIn: 'Já começou e não consta a chegada do agente.',
  },
  en: {
    overlap: 'Together they take more than there is.',
    blocked: 'It lies under a block.',
    busy: (calendar) => `The calendar ${calendar} is busy then.`,
    unconfirmed: 'It began without having been confirmed.',
    noContact: 'The customer has neither phone nor e-mail.',
    messageFailed: 'An important message got through on no channel.',
    notSetOut: 'The agent should have set out, and has not.',
    notCheckedIn: 'It has begun, and the agent has not checked in.',
  },
}
