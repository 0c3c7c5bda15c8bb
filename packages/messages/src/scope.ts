import type { InEveryLanguage } from '@visita/http/language'
import { languageOf } from '@visita/http/language'
import type { MessageData, VisitData } from './data.ts'
import { aheadOf, listOf, type Moment, momentOf, type Reader, untilOf } from './moment.ts'

// What templates see: everything as text, told in the recipient's language and zone. `variables.ts` lists it for whoever writes
// templates, and a test holds the two together.

const modes: InEveryLanguage<Record<VisitData['mode'], string>> = {
  es: { in_person: 'Presencial', virtual: 'Videollamada', call: 'Llamada telefónica' },
  ca: { in_person: 'Presencial', virtual: 'Videotrucada', call: 'Trucada telefònica' },
  pt: { in_person: 'Presencial', virtual: 'Videochamada', call: 'Chamada telefónica' },
  en: { in_person: 'In person', virtual: 'Video call', call: 'Phone call' },
}

const states: InEveryLanguage<Record<VisitData['status'], string>> = {
  es: {
    pending: 'Pendiente de confirmar',
    confirmed: 'Confirmada',
    en_route: 'En camino',
    checked_in: 'En curso',
    completed: 'Realizada',
    cancelled: 'Cancelada',
    no_show: 'No realizada',
  },
  ca: {
    pending: 'Pendent de confirmar',
    confirmed: 'Confirmada',
    en_route: 'De camí',
    checked_in: 'En curs',
    completed: 'Feta',
    cancelled: 'Anul·lada',
    no_show: 'No feta',
  },
  pt: {
    pending: 'Por confirmar',
    confirmed: 'Confirmada',
    en_route: 'A caminho',
    checked_in: 'Em curso',
    completed: 'Realizada',
    cancelled: 'Cancelada',
    no_show: 'Não realizada',
  },
  en: {
    pending: 'Awaiting confirmation',
    confirmed: 'Confirmed',
    en_route: 'On the way',
    checked_in: 'In progress',
    completed: 'Completed',
    cancelled: 'Cancelled',
    no_show: 'Missed',
  },
}

const andMore: InEveryLanguage<(count: number) => string> = {
  es: (count) => `y ${count} más`,
  ca: (count) => `i ${count} més`,
  pt: (count) => `e mais ${count}`,
  en: (count) => `and ${count} more`,
}

/** Whoever gave no name: as they are greeted (Meta takes no greeting without one), and as the team is told of them. */
const nameless: InEveryLanguage<{ readonly first: string; readonly full: string }> = {
  es: { first: 'cliente', full: 'Sin nombre' },
  ca: { first: 'client', full: 'Sense nom' },
  pt: { first: 'cliente', full: 'Sem nome' },
  en: { first: 'there', full: 'No name given' },
}

const visitOf = (visit: VisitData, reader: Reader) => ({
  ...momentOf(visit.start, reader, visit.timezone),
  end_time: momentOf(visit.end, reader, visit.timezone).time,
  type: visit.typeName,
  mode: visit.mode,
  mode_label: modes[languageOf(reader.locale)][visit.mode],
  status: visit.status,
  status_label: states[languageOf(reader.locale)][visit.status],
})

/** The first so many, and how many more there are. */
function several(moments: readonly Moment[], form: 'when' | 'short_when', most: number, { locale }: Reader): string {
  const told = moments.slice(0, most).map((moment) => moment[form])
  const more = moments.length - told.length
  return `${told.join('; ')}${more > 0 ? ` ${andMore[languageOf(locale)](more)}` : ''}`
}

/** Where it is: the place and its address, or by what it is held, or whose it is. Never empty. */
function placeOf({ location, tenant, visit }: MessageData, mode: string): string {
  if (visit.mode !== 'in_person') return mode
  if (location === null) return tenant.name
  return location.address ? `${location.name}, ${location.address}` : location.name
}

/** What a template is rendered with. Null and left out are the same to it. */
export function scopeOf(data: MessageData, reader: Reader) {
  const { tenant, customer, location, resources, former, links, reminder, offer, recipientKind } = data
  const visit = visitOf(data.visit, reader)
  const visits = data.visits && data.visits.length > 0 ? data.visits.map((one) => visitOf(one, reader)) : [visit]
  const unnamed = nameless[languageOf(reader.locale)]
  const agents = resources.filter(({ kind }) => kind === 'agent').map(({ name }) => name)
  return {
    tenant: { name: tenant.name },
    customer: { first_name: customer.firstName || unnamed.first, full_name: customer.fullName || unnamed.full },
    visit,
    visits,
    when: several(visits, 'when', 5, reader),
    short_when: several(visits, 'short_when', 2, reader),
    place: placeOf(data, visit.mode_label),
    location: location && { name: location.name, address: location.address },
    agents: listOf(agents, reader.locale),
    resources: resources.map(({ name, kind }) => ({ name, kind })),
    former: former && momentOf(former.start, reader, data.visit.timezone),
    links: { manage: links.manage, unsubscribe: links.unsubscribe, accept: links.accept ?? null },
    reminder: reminder === null ? null : { ahead: aheadOf(reminder, reader.locale) },
    offer: offer ? { until: untilOf(offer.expiresAt, data.at, reader) } : null,
    recipient: { kind: recipientKind },
  }
}

export type Scope = ReturnType<typeof scopeOf>
