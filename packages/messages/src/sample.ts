import type { MessageData, VisitData } from './data.ts'
import { templateKeyOf } from './shipped/index.ts'

const visitId = '0197a3c4-0000-7000-8000-0c1d2e3f4a5b'
const manage =
  'https://visitas.example/v1/manage/ZGVtbyAwMTk3YTNjNC0wMDAwLTcwMDAtODAwMC0wYzFkMmUzZjRhNWIgMA.T2h0ZW5heW9mMjRieXRlc2luYmFzZTY0'

const visit: VisitData = {
  id: visitId,
  start: '2026-11-24T09:30:00Z',
  end: '2026-11-24T10:00:00Z',
  timezone: 'Europe/Madrid',
  typeName: 'Primera visita',
  mode: 'in_person',
  status: 'pending',
  placedAtRevision: 4,
}

const statusOf = (key: string): VisitData['status'] => {
  if (key.endsWith('confirmed')) return 'confirmed'
  if (key.endsWith('canceled')) return 'cancelled'
  return key.endsWith('no_show') ? 'no_show' : 'pending'
}

/**
 * Somebody's visit, as ordinary as they come. It has all that a template of that key may speak of; what none of them knows it
 * does not. Of a key that is a tenant's own, nobody can tell what it will be for: it may speak of everything.
 */
export function sampleData(key: string): MessageData {
  const isOwn = templateKeyOf(key) === null
  const isMove = isOwn || key.endsWith('rescheduled')
  const isOffer = isOwn || key === 'waitlist.matched'
  return {
    recipientKind: key.startsWith('agent.') ? 'agent' : 'customer',
    at: '2026-11-23T09:30:00Z',
    tenant: { name: 'Clínica Demo' },
    customer: { firstName: 'Marta', fullName: 'Marta Puig Soler', email: 'marta@example.com' },
    visit: { ...visit, status: statusOf(key) },
    location: { name: 'Centro Balmes', address: 'C/ Balmes 120, 2.º 1.ª, Barcelona' },
    resources: [
      { name: 'Laura Vidal', kind: 'agent' },
      { name: 'Sala 2', kind: 'room' },
    ],
    former: isMove ? { start: '2026-11-23T16:00:00Z' } : null,
    links: {
      manage,
      unsubscribe: 'https://visitas.example/v1/unsubscribe/ZGVtbyBtYXJ0YQ.T2h0ZW5heW9mMjRieXRlc2luYmFzZTY0',
      ...(isOffer && { accept: 'https://visitas.example/v1/offers/ZGVtbyBlbnRyeSAx.T2h0ZW5heW9mMjRieXRlc' }),
    },
    reminder: isOwn || key.includes('.reminder') ? 'PT24H' : null,
    ...(isOffer && { offer: { expiresAt: '2026-11-23T09:45:00Z' } }),
  }
}
