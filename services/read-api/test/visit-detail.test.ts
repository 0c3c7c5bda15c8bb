import { randomUUID } from 'node:crypto'
import { StreamName } from '@visita/domain'
import { book, confirm, move, tell } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, startReadApi } from './harness.ts'

test('GET /v1/admin/visits/:id', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const ana = await api.register(demo, { name: 'Ana Núñez', phone: '+56911111111' })
  const seal = (text: string) => api.sealed(demo, ana, text)
  const visit = book(api, { tenant: demo, resourceIds: ['ana'], date, start: at('13:00'), customerId: ana })
  const path = `/v1/admin/visits/${visit.visitId}`

  t.test('tells the whole visit, opened for staff', async (t) => {
    confirm(api, demo, visit)
    const to = { date, from: at('13:00'), start: at('15:00'), resourceIds: ['bea'] }
    move(api, { tenant: demo, visit, attempt: 2, ...to }).recorded()
    const noteId = randomUUID()
    tell(api, demo, visit, 'VisitNoteAdded', { noteId, note: await seal('Rings twice') })
    const person = randomUUID()
    const name = await api.sealed(demo, person, 'Bruno')
    const participant = { personId: person, role: 'partner', name, phone: null, email: null }
    tell(api, demo, visit, 'VisitParticipantAdded', { participant })
    const evidence = { reference: 'photo-1', note: await seal('At the door') }
    tell(api, demo, visit, 'VisitCheckedIn', { reason: await seal('Came early'), evidence })
    tell(api, demo, visit, 'VisitCompleted')
    tell(api, demo, visit, 'VisitOutcomeRecorded', { result: 'offer_made', note: await seal('Two rooms') })
    const { status, body, headers } = await api.get('operator', path)
    t.equal(status, 200)
    t.equal(headers.etag, '"7"')
    t.match(body, {
      ...{ id: visit.visitId, status: 'completed', start: at('15:00'), resourceIds: ['bea'], revision: 7 },
      ...{ outcome: 'offer_made', notifications: [] },
      customer: { id: ana, name: 'Ana Núñez', phone: '+56911111111', email: null, erased: false },
    })
    t.same(body.notes, [{ id: noteId, text: 'Rings twice', at: '2026-03-01T09:00:00Z', actor: 'key:test' }])
    t.same(body.participants, [{ personId: person, role: 'partner', name: 'Bruno', phone: null, email: null }])
    const who = { actor: 'key:test', role: 'operator', channel: 'api' }
    const when = { occurredAt: '2026-03-01T09:00:00Z', recordedAt: '2026-03-01T09:00:00Z' }
    const nothing = { reason: null, overrideReason: null, automatic: null, evidence: null, outcome: null }
    const entry = { ...who, ...when, ...nothing, from: null, to: null }
    const zone = { timezone: 'America/Sao_Paulo', locationId: null }
    const first = { start: at('13:00'), end: at('13:30'), resourceIds: ['ana'], ...zone }
    const second = { start: at('15:00'), end: at('15:30'), resourceIds: ['bea'], ...zone }
    t.same(body.history, [
      { ...entry, event: 'VisitRequested', revision: 0, to: first },
      { ...entry, event: 'VisitConfirmed', revision: 1, automatic: true },
      { ...entry, event: 'VisitRescheduled', revision: 2, from: first, to: second },
      { ...entry, event: 'VisitNoteAdded', revision: 3 },
      { ...entry, event: 'VisitParticipantAdded', revision: 4 },
      {
        ...{ ...entry, event: 'VisitCheckedIn', revision: 5, reason: 'Came early' },
        evidence: { reference: 'photo-1', note: 'At the door' },
      },
      { ...entry, event: 'VisitCompleted', revision: 6 },
      { ...entry, event: 'VisitOutcomeRecorded', revision: 7, reason: 'Two rooms', outcome: 'offer_made' },
    ])
  })

  t.test('once the person is erased, what was said of them reads so, and what happened stays', async (t) => {
    await api.vault.erase(demo, ana)
    api.record(StreamName.customer(demo, ana as never), {
      type: 'CustomerErased',
      data: { customerId: ana, at: monday },
    })
    const { body } = await api.get('operator', path)
    t.match(body, { customer: { name: null, phone: null, erased: true }, notes: [{ text: 'erased' }] })
    t.equal(body.participants[0].name, 'Bruno', 'another person’s data is their own')
    t.match(body.history[5], { reason: 'erased', evidence: { reference: 'photo-1', note: 'erased' } })
    t.equal(body.history.length, 8)
    t.notMatch(JSON.stringify(body), /Núñez|5691|twice|door|early|rooms|sealed:/)
  })

  t.test('an abandoned attempt is part of the history, and alone is no visit', async (t) => {
    const one = randomUUID()
    const other = randomUUID()
    const stream = (id: string) => StreamName.visit(demo, id as never)
    const abandoned = (visitId: string) => ({ type: 'VisitAbandoned', data: { visitId, attempt: 1, at: monday } })
    api.record(stream(one), abandoned(one))
    api.record(stream(other), abandoned(other))
    book(api, { tenant: demo, resourceIds: ['cai'], date, start: at('18:00'), visitId: one, customerId: randomUUID() })
    t.match((await api.get('operator', `/v1/admin/visits/${one}`)).body, {
      ...{ status: 'pending', revision: 1, notes: [], customer: { name: null, erased: false } },
      history: [{ event: 'VisitAbandoned' }, { event: 'VisitRequested' }],
    })
    t.equal((await api.get('operator', `/v1/admin/visits/${other}`)).status, 404)
  })

  t.test('the note that was given with the booking is the first', async (t) => {
    const noted = randomUUID()
    const customerId = await api.register(demo, { name: 'Cleo' })
    const start = { start: at('19:00'), end: at('19:30'), timezone: 'America/Sao_Paulo' }
    const claims = [{ claimId: randomUUID(), resourceId: 'cai', date }]
    const notes = await api.sealed(demo, customerId, 'Has a dog')
    api.record(StreamName.visit(demo, noted as never), {
      type: 'VisitRequested',
      data: {
        ...{ visitId: noted, tenant: demo, attempt: 1, typeId: 'viewing', customerId, ...start, claims, seats: 1 },
        ...{ locationId: null, unitId: null, origin: 'api', participants: [], notes, override: null, at: monday },
      },
    })
    const { body } = await api.get('operator', `/v1/admin/visits/${noted}`)
    t.same(body.notes, [{ id: null, text: 'Has a dog', at: monday, actor: 'key:test' }])
    t.equal((await api.get('operator', `/v1/admin/visits/${randomUUID()}`)).status, 404)
  })
})
