import type { NoShowReason } from '@visita/domain'
import type { InEveryLanguage } from '@visita/http'

/** What is said of a visit that nobody may come to. */
export interface RiskWords {
  /** The sentence around the reasons. */
  readonly why: (percent: number, reasons: string) => string
  readonly reason: Readonly<Record<NoShowReason['factor'], (value: number) => string>>
}

/** `[one, many]`, with the number in place of `#`. */
const count = (one: string, many: string) => (value: number) => (value === 1 ? one : many).replace('#', String(value))
const hourAt = (words: string) => (hour: number) => words.replace('#', String(hour))
const day =
  (name: (day: string) => string, ...days: readonly string[]) =>
  (weekday: number) =>
    name(days[weekday - 1] ?? '')

export const riskWords: InEveryLanguage<RiskWords> = {
  es: {
    why: (percent, reasons) => `${percent} % de riesgo de que no venga${reasons && `: ${reasons}`}.`,
    reason: {
      lead: count('pedida el día antes', 'pedida # días antes'),
      missed: count('ha faltado una vez', 'ha faltado # veces'),
      kept: count('ha venido una vez', 'ha venido # veces'),
      unconfirmed: () => 'sin confirmar',
      'unread-reminders': count('un recordatorio sin leer', '# recordatorios sin leer'),
      hour: hourAt('empieza a las # h'),
      weekday: day(
        (name) => `es ${name}`,
        ...['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'],
      ),
    },
  },
  ca: {
    why: (percent, reasons) => `${percent} % de risc que no vingui${reasons && `: ${reasons}`}.`,
    reason: {
      lead: count('demanada el dia abans', 'demanada # dies abans'),
      missed: count('ha faltat una vegada', 'ha faltat # vegades'),
      kept: count('ha vingut una vegada', 'ha vingut # vegades'),
      unconfirmed: () => 'sense confirmar',
      'unread-reminders': count('un recordatori sense llegir', '# recordatoris sense llegir'),
      hour: hourAt('comença a les # h'),
      weekday: day(
        (name) => `és ${name}`,
        ...['dilluns', 'dimarts', 'dimecres', 'dijous', 'divendres', 'dissabte', 'diumenge'],
      ),
    },
  },
  pt: {
    why: (percent, reasons) => `${percent} % de risco de não comparecer${reasons && `: ${reasons}`}.`,
    reason: {
      lead: count('marcada na véspera', 'marcada # dias antes'),
      missed: count('já faltou uma vez', 'já faltou # vezes'),
      kept: count('já veio uma vez', 'já veio # vezes'),
      unconfirmed: () => 'sem confirmação',
      'unread-reminders': count('um lembrete por ler', '# lembretes por ler'),
      hour: hourAt('começa às # h'),
      weekday: day(
        (name) => `é ${name}`,
        ...['segunda-feira', 'terça-feira', 'quarta-feira', 'quinta-feira', 'sexta-feira', 'sábado', 'domingo'],
      ),
    },
  },
  en: {
    why: (percent, reasons) => `${percent} % risk that nobody comes${reasons && `: ${reasons}`}.`,
    reason: {
      lead: count('asked for the day before', 'asked for # days before'),
      missed: count('missed once before', 'missed # times before'),
      kept: count('came once before', 'came # times before'),
      unconfirmed: () => 'not confirmed',
      'unread-reminders': count('one reminder unread', '# reminders unread'),
      hour: hourAt('begins at # h'),
      weekday: day(
        (name) => `is on a ${name}`,
        ...['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
      ),
    },
  },
}
