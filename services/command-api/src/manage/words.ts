import type { VisitStatus } from '@visita/domain'
import { type SharedTelling, sharedTellings, wordsIn } from '../page-words.ts'

/** What only this page says, in one language. */
interface Own {
  readonly heading: string
  readonly status: string
  readonly statuses: Readonly<Record<VisitStatus, string>>
  readonly cancelHeading: string
  /** `until`: a date and a time, in words. */
  readonly cancelUntil: (until: string) => string
  readonly reason: string
  readonly cancel: string
  readonly moveHeading: string
  readonly moveUntil: (until: string) => string
  readonly newTime: string
  readonly move: string
  readonly noTimes: string
  readonly tooLate: string
  /** What came of what was just asked. */
  readonly told: Readonly<Record<Exclude<Told, SharedTelling>, string>>
}

/** What a page can tell of the request before it. The words are in the address, so that reloading does nothing again. */
export type Told = (typeof tellings)[number]
export const tellings = ['cancelled', 'moved', 'taken', 'too-late', 'expired', 'revoked', ...sharedTellings] as const

const spanish: Own = {
  heading: 'Tu visita',
  status: 'Estado',
  statuses: {
    pending: 'Pendiente de confirmación',
    confirmed: 'Confirmada',
    en_route: 'En camino',
    checked_in: 'En curso',
    completed: 'Realizada',
    cancelled: 'Cancelada',
    no_show: 'No asististe',
  },
  cancelHeading: 'Cancelar',
  cancelUntil: (until) => `Puedes cancelar hasta el ${until}.`,
  reason: 'Motivo (opcional)',
  cancel: 'Cancelar la visita',
  moveHeading: 'Cambiar la hora',
  moveUntil: (until) => `Puedes cambiarla hasta el ${until}.`,
  newTime: 'Elige otra hora',
  move: 'Cambiar a esta hora',
  noTimes: 'No hay otras horas libres en los próximos días.',
  tooLate: 'Ya no se puede cambiar ni cancelar desde aquí. Si lo necesitas, contáctanos.',
  told: {
    cancelled: 'La visita está cancelada.',
    moved: 'La hora está cambiada.',
    taken: 'Esa hora acaba de ocuparse. Elige otra, por favor.',
    'too-late': 'Ya es tarde para hacerlo desde aquí.',
    expired: 'Este enlace ha caducado.',
    revoked: 'Este enlace ya no es válido.',
  },
}

const catalan: Own = {
  heading: 'La teva visita',
  status: 'Estat',
  statuses: {
    pending: 'Pendent de confirmació',
    confirmed: 'Confirmada',
    en_route: 'En camí',
    checked_in: 'En curs',
    completed: 'Realitzada',
    cancelled: 'Cancel·lada',
    no_show: 'No hi vas assistir',
  },
  cancelHeading: 'Cancel·lar',
  cancelUntil: (until) => `Pots cancel·lar fins al ${until}.`,
  reason: 'Motiu (opcional)',
  cancel: 'Cancel·lar la visita',
  moveHeading: 'Canviar l’hora',
  moveUntil: (until) => `La pots canviar fins al ${until}.`,
  newTime: 'Tria una altra hora',
  move: 'Canviar a aquesta hora',
  noTimes: 'No hi ha altres hores lliures els propers dies.',
  tooLate: 'Ja no es pot canviar ni cancel·lar des d’aquí. Si ho necessites, contacta’ns.',
  told: {
    cancelled: 'La visita està cancel·lada.',
    moved: 'L’hora està canviada.',
    taken: 'Aquesta hora s’acaba d’ocupar. Tria’n una altra, si us plau.',
    'too-late': 'Ja és tard per fer-ho des d’aquí.',
    expired: 'Aquest enllaç ha caducat.',
    revoked: 'Aquest enllaç ja no és vàlid.',
  },
}

const portuguese: Own = {
  heading: 'A sua visita',
  status: 'Estado',
  statuses: {
    pending: 'Por confirmar',
    confirmed: 'Confirmada',
    en_route: 'A caminho',
    checked_in: 'Em curso',
    completed: 'Realizada',
    cancelled: 'Cancelada',
    no_show: 'Não compareceu',
  },
  cancelHeading: 'Cancelar',
  cancelUntil: (until) => `Pode cancelar até ${until}.`,
  reason: 'Motivo (opcional)',
  cancel: 'Cancelar a visita',
  moveHeading: 'Mudar a hora',
  moveUntil: (until) => `Pode mudar até ${until}.`,
  newTime: 'Escolha outra hora',
  move: 'Mudar para esta hora',
  noTimes: 'Não há outras horas livres nos próximos dias.',
  tooLate: 'Já não é possível mudar nem cancelar aqui. Se precisar, contacte-nos.',
  told: {
    cancelled: 'A visita está cancelada.',
    moved: 'A hora foi mudada.',
    taken: 'Essa hora acabou de ser ocupada. Escolha outra, por favor.',
    'too-late': 'Já é tarde para o fazer aqui.',
    expired: 'Esta ligação expirou.',
    revoked: 'Esta ligação já não é válida.',
  },
}

const english: Own = {
  heading: 'Your visit',
  status: 'Status',
  statuses: {
    pending: 'Waiting for confirmation',
    confirmed: 'Confirmed',
    en_route: 'On the way',
    checked_in: 'Under way',
    completed: 'Done',
    cancelled: 'Cancelled',
    no_show: 'You did not come',
  },
  cancelHeading: 'Cancel',
  cancelUntil: (until) => `You can cancel until ${until}.`,
  reason: 'Reason (optional)',
  cancel: 'Cancel the visit',
  moveHeading: 'Change the time',
  moveUntil: (until) => `You can change it until ${until}.`,
  newTime: 'Choose another time',
  move: 'Change to this time',
  noTimes: 'There are no other free times in the next days.',
  tooLate: 'It can no longer be changed or cancelled here. If you need to, please contact us.',
  told: {
    cancelled: 'The visit is cancelled.',
    moved: 'The time is changed.',
    taken: 'That time has just been taken. Please choose another.',
    'too-late': 'It is too late to do this here.',
    expired: 'This link has expired.',
    revoked: 'This link is no longer valid.',
  },
}

/** In the language that an `accept-language` header likes best of those that there are. */
export const wordsFor = wordsIn<Own>({ es: spanish, ca: catalan, pt: portuguese, en: english })
export type Words = ReturnType<typeof wordsFor>
