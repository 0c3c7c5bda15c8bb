import type { PreferenceChannel, PreferenceKind } from '@visita/domain'
import { type SharedTelling, sharedTellings, wordsIn } from '../page-words.ts'

/** What came of what was just asked: it is in the address, so that reloading does nothing again. */
export const tellings = ['saved', 'stopped', 'gone', ...sharedTellings] as const
export type Told = (typeof tellings)[number]

/** What only this page says, in one language. */
interface Own {
  readonly heading: string
  /** `from`: whose messages they are, as text. */
  readonly lead: (from: string) => string
  readonly by: Readonly<Record<PreferenceChannel, string>>
  readonly kinds: Readonly<Record<PreferenceKind, string>>
  readonly necessary: string
  readonly never: string
  readonly save: string
  readonly stop: Readonly<Record<PreferenceChannel, string>>
  readonly told: Readonly<Record<Exclude<Told, SharedTelling>, string>>
}

const spanish: Own = {
  heading: 'Tus avisos',
  lead: (from) => `Elige qué avisos de ${from} quieres recibir y por dónde.`,
  by: { whatsapp: 'Por WhatsApp', email: 'Por correo', sms: 'Por SMS', in_app: 'En la aplicación' },
  kinds: {
    created: 'Una visita reservada',
    confirmed: 'Una visita confirmada',
    reminder: 'Recordatorios',
    rescheduled: 'Un cambio de hora',
    canceled: 'Una visita cancelada',
    no_show: 'Una visita a la que no llegaste',
    waitlist: 'Una hora libre, si estás en lista de espera',
  },
  necessary: 'Lo imprescindible de una visita tuya (se cancela, cambia o está por empezar) te llega igualmente.',
  never: 'No me escriban nunca, tampoco lo imprescindible',
  save: 'Guardar',
  stop: {
    whatsapp: 'No recibir nada por WhatsApp',
    email: 'No recibir nada por correo',
    sms: 'No recibir nada por SMS',
    in_app: 'No recibir nada en la aplicación',
  },
  told: {
    saved: 'Guardado. Así te avisaremos desde ahora.',
    stopped: 'Hecho. Ya no te avisaremos por aquí.',
    gone: 'Ya no guardamos ningún dato tuyo, y no te escribiremos.',
  },
}

const catalan: Own = {
  heading: 'Els teus avisos',
  lead: (from) => `Tria quins avisos de ${from} vols rebre i per on.`,
  by: { whatsapp: 'Per WhatsApp', email: 'Per correu', sms: 'Per SMS', in_app: 'A l’aplicació' },
  kinds: {
    created: 'Una visita reservada',
    confirmed: 'Una visita confirmada',
    reminder: 'Recordatoris',
    rescheduled: 'Un canvi d’hora',
    canceled: 'Una visita cancel·lada',
    no_show: 'Una visita a la qual no vas arribar',
    waitlist: 'Una hora lliure, si ets a la llista d’espera',
  },
  necessary: 'L’imprescindible d’una visita teva (es cancel·la, canvia o està a punt de començar) t’arriba igualment.',
  never: 'No m’escriviu mai, tampoc l’imprescindible',
  save: 'Desar',
  stop: {
    whatsapp: 'No rebre res per WhatsApp',
    email: 'No rebre res per correu',
    sms: 'No rebre res per SMS',
    in_app: 'No rebre res a l’aplicació',
  },
  told: {
    saved: 'Desat. Així t’avisarem des d’ara.',
    stopped: 'Fet. Ja no t’avisarem per aquí.',
    gone: 'Ja no guardem cap dada teva, i no t’escriurem.',
  },
}

const portuguese: Own = {
  heading: 'Os seus avisos',
  lead: (from) => `Escolha que avisos de ${from} quer receber e por onde.`,
  by: { whatsapp: 'Por WhatsApp', email: 'Por e-mail', sms: 'Por SMS', in_app: 'Na aplicação' },
  kinds: {
    created: 'Uma visita marcada',
    confirmed: 'Uma visita confirmada',
    reminder: 'Lembretes',
    rescheduled: 'Uma mudança de hora',
    canceled: 'Uma visita cancelada',
    no_show: 'Uma visita a que não chegou',
    waitlist: 'Uma hora livre, se estiver em lista de espera',
  },
  necessary: 'O indispensável de uma visita sua (é cancelada, muda ou está quase a começar) chega na mesma.',
  never: 'Nunca me escrevam, nem o indispensável',
  save: 'Guardar',
  stop: {
    whatsapp: 'Não receber nada por WhatsApp',
    email: 'Não receber nada por e-mail',
    sms: 'Não receber nada por SMS',
    in_app: 'Não receber nada na aplicação',
  },
  told: {
    saved: 'Guardado. É assim que avisaremos a partir de agora.',
    stopped: 'Feito. Já não avisaremos por aqui.',
    gone: 'Já não guardamos nenhum dado seu, e não lhe escreveremos.',
  },
}

const english: Own = {
  heading: 'Your messages',
  lead: (from) => `Choose which messages from ${from} you want, and where.`,
  by: { whatsapp: 'By WhatsApp', email: 'By e-mail', sms: 'By text message', in_app: 'In the app' },
  kinds: {
    created: 'A visit was booked',
    confirmed: 'A visit was confirmed',
    reminder: 'Reminders',
    rescheduled: 'A change of time',
    canceled: 'A visit was cancelled',
    no_show: 'You did not come to a visit',
    waitlist: 'A free time, if you are on a waitlist',
  },
  necessary: 'What you need to know of a visit (it is cancelled, moved or about to begin) reaches you all the same.',
  never: 'Never write to me, not even that',
  save: 'Save',
  stop: {
    whatsapp: 'Stop everything by WhatsApp',
    email: 'Stop everything by e-mail',
    sms: 'Stop everything by text message',
    in_app: 'Stop everything in the app',
  },
  told: {
    saved: 'Saved. That is how we will tell you from now on.',
    stopped: 'Done. We will not write to you here any more.',
    gone: 'We keep nothing about you any more, and will not write to you.',
  },
}

/** In the language that an `accept-language` header likes best of those that there are. */
export const wordsFor = wordsIn<Own>({ es: spanish, ca: catalan, pt: portuguese, en: english })
export type Words = ReturnType<typeof wordsFor>
