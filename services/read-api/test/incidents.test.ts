import { randomUUID } from 'node:crypto'
import type { LocationId, Policies } from '@visita/domain'
import { instantOf } from '@visita/domain'
import type { ClaimRow, NamedVisit } from '@visita/projections'
import { policies, resource } from '@visita/projections/testing'
import { test } from 'tap'
import { incidentsOf } from '../src/agenda/incidents.ts'
import { answerClock } from '../src/answer-clock.ts'

const minute = 60_000
const start = Date.parse('2026-03-02T15:00:00Z')
const at = (minutes: number) => instantOf(start + minutes * minute)

interface Told {
  readonly visit?: Partial<NamedVisit>
  readonly claim?: Partial<ClaimRow>
  readonly policies?: Partial<Policies>
  readonly resource?: Parameters<typeof resource>[1]
  readonly language?: 'es' | 'ca' | 'pt' | 'en'
}

/** What is told of one visit of 30 minutes, so many minutes after its start. */
function after(minutes: number, told: Told = {}) {
  const [visit_id, claim_id] = ['v', 'c']
  const span = { starts_at: at(0), ends_at: at(30) }
  const visit = {
    ...{ tenant_id: 'demo', visit_id, status: 'confirmed', type_id: 'viewing', customer_id: randomUUID(), ...span },
    ...{ seats: 1, origin: 'api', resource_ids: ['ana'], overridden: false, full_name: null, unreachable: false },
    ...{ message_failed: false },
    ...told.visit,
  }
  const claim: ClaimRow = {
    ...{ tenant_id: 'demo', local_date: '2026-03-02', resource_id: 'ana', claim_id, kind: 'visit', visit_id },
    ...{ type_id: 'viewing', ...span, covers_from: at(0), covers_until: at(30), seats: 1, location_id: null },
    ...{ expires_at: null, purpose: null, source: null, external_id: null, ...told.claim },
  }
  const clock = answerClock(start + minutes * minute)
  const found = incidentsOf({
    resource: resource('ana', told.resource),
    rows: [claim],
    visits: new Map([[visit_id, visit]]),
    clock,
    policies: { ...policies, ...told.policies },
    language: told.language ?? 'en',
  })
  return { found, kinds: found.map(({ kind }) => kind), until: clock.until() }
}

test('an agent is late some minutes after the start, as many as the tenant says, until somebody arrives', (t) => {
  const late = { kind: 'late-agent', resourceId: 'ana', visitIds: ['v'], dueAt: at(0), colour: 'red' }
  t.same(after(4).found, [])
  t.equal(after(4).until, start + 5 * minute, 'and it is known when that will change')
  t.match(after(5).found, [{ ...late, why: 'It has begun, and the agent has not checked in.' }])
  t.match(after(5, { visit: { status: 'en_route' } }).found, [late])
  for (const status of ['checked_in', 'completed', 'no_show', 'cancelled'])
    t.same(after(5, { visit: { status } }).kinds, [], status)
  t.same(after(30).kinds, [], 'it is over')
  t.same(after(0, { policies: { lateAgentMinutes: 0 } }).kinds, ['late-agent'])
  t.same(after(19, { policies: { lateAgentMinutes: 20 } }).kinds, [])
  t.same(after(5, { resource: { kind: 'room' } }).kinds, [], 'a room is never late')
  t.end()
})

test('who has to travel is late when the way is longer than what is left', (t) => {
  const away = {
    policies: { travelMinutes: 20 },
    claim: { location_id: 'norte' },
    resource: { locationId: 'sur' as LocationId },
  }
  t.same(after(-21, away).found, [])
  t.match(after(-20, away).found, [{ kind: 'late-agent', why: /should have set out/, dueAt: at(-20) }])
  t.same(after(-20, { ...away, visit: { status: 'en_route' } }).kinds, [])
  t.same(after(-20, { ...away, claim: { location_id: 'sur' } }).kinds, [], 'it is where the agent works')
  t.same(after(-20, { ...away, claim: {} }).kinds, [], 'nobody said where it is')
  t.same(after(-20, { ...away, policies: { travelMinutes: 0 } }).kinds, [])
  t.match(after(6, away).found, [{ why: /has not checked in/ }], 'one incident, the worse one')
  t.end()
})

test('a customer whom nobody can reach is told of until the visit is over, the redder the later', (t) => {
  const visit = { unreachable: true, status: 'pending' }
  const of = (minutes: number) => after(minutes, { visit }).found
  t.match(of(-241), [{ kind: 'no-contact', dueAt: at(-120), colour: 'orange' }])
  t.match(of(-240), [{ colour: 'red' }])
  t.match(of(-120 - 24 * 60 - 1), [{ colour: 'grey' }])
  t.equal(after(-241, { visit }).until, start - 240 * minute)
  t.same(of(30), [])
  t.end()
})

test('a critical message that got through to nobody is told of', (t) => {
  const visit = { message_failed: true }
  t.match(after(-60, { visit }).found, [{ kind: 'failed-message', dueAt: at(-120), colour: 'red' }])
  t.same(after(-60, { visit: { ...visit, status: 'cancelled' } }).found, [])
  t.same(after(30, { visit }).kinds, [])
  t.end()
})

test('each is told in the reader’s language', (t) => {
  const why = (language: 'es' | 'ca' | 'pt' | 'en') =>
    after(-60, { visit: { unreachable: true }, language }).found.map(({ why }) => why)
  t.same((['es', 'ca', 'pt', 'en'] as const).flatMap(why), [
    'El cliente no tiene teléfono ni correo.',
    'El client no té telèfon ni correu.',
    'O cliente não tem telefone nem e-mail.',
    'The customer has neither phone nor e-mail.',
  ])
  t.end()
})
