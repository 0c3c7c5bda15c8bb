import { test } from 'tap'
import { BulkMoveId, ClaimId, LocationId, PersonId, ResourceId, TenantId, VisitId, VisitTypeId } from '../ids.ts'
import { at, instant, minutes, person, scenario, sealed } from '../testing.ts'
import {
  type AdvanceVisit,
  type MoveVisit,
  type VisitEvent,
  type VisitState,
  type VisitStatus,
  visit,
} from './index.ts'

const visitId = VisitId.derive('visit')
const [ana, bob] = [ResourceId.parse('ana'), ResourceId.parse('bob')]
const claimsOf = (name: string, resourceId = ana) => [{ claimId: ClaimId.derive(name), resourceId, date: '2026-03-02' }]
const place = {
  start: instant('15:00'),
  end: instant('15:30'),
  timezone: 'UTC',
  claims: claimsOf('first'),
  locationId: null,
}
const requested: VisitEvent = {
  type: 'VisitRequested',
  data: {
    visitId,
    tenant: TenantId.parse('demo'),
    attempt: 1,
    typeId: VisitTypeId.parse('viewing'),
    customerId: person,
    ...place,
    unitId: null,
    seats: 1,
    origin: 'web',
    participants: [],
    notes: null,
    override: null,
    at: instant('08:00'),
  },
}
const confirmed: VisitEvent = {
  type: 'VisitConfirmed',
  data: { visitId, automatic: false, at: instant('08:05') },
}
const advance = (to: AdvanceVisit['to'], changes: Partial<AdvanceVisit> = {}): AdvanceVisit => ({
  type: 'AdvanceVisit',
  to,
  automatic: false,
  now: at('15:05'),
  ...changes,
})
const done = <Type extends VisitEvent['type']>(type: Type, time = '15:05', more: object = {}) =>
  ({ type, data: { visitId, at: instant(time), ...more } }) as unknown as VisitEvent
const noShow = (automatic: boolean, time = '15:15') => done('VisitNoShowMarked', time, { automatic })

test('a visit goes its way: on the way, arrived, done', async (t) => {
  const { given } = scenario(t, visit)
  given(requested, confirmed)
    .when(advance('en_route'))
    .yields(done('VisitSetOut'))
    .when(advance('checked_in'))
    .yields(done('VisitCheckedIn'))
    .when(advance('checked_in'))
    .changesNothing()
    .when(advance('completed'))
    .yields(done('VisitCompleted'))
  given(requested, confirmed).when(advance('checked_in')).yields(done('VisitCheckedIn'))
})

test('what the table does not allow is refused, and the refusal says what it allows', async (t) => {
  const { given } = scenario(t, visit)
  const illegal = (from: VisitStatus, to: VisitStatus, ...allowed: VisitStatus[]) =>
    ({ type: 'illegal-transition', from, to, allowed }) as const
  given(requested)
    .when(advance('completed'))
    .isRefused(illegal('pending', 'completed', 'confirmed', 'cancelled'))
    .when(advance('no_show', { automatic: true }))
    .isRefused(illegal('pending', 'no_show', 'confirmed', 'cancelled'))
  given(requested, confirmed, done('VisitCheckedIn'))
    .when(advance('no_show'))
    .isRefused(illegal('checked_in', 'no_show', 'completed'))
  given().when(advance('en_route')).isRefused({ type: 'visit-not-found' })
})

test('every change says why, how it is known, and when it happened', async (t) => {
  const { given } = scenario(t, visit)
  const told = { reason: sealed('came early'), evidence: { reference: 'photo-7', note: sealed('at the door') } }
  given(requested, confirmed)
    .when(advance('checked_in', { ...told, occurredAt: at('14:50'), now: at('15:40') }))
    .yields(done('VisitCheckedIn', '14:50', told))
  given(requested)
    .when({ type: 'ConfirmVisit', automatic: false, ...told, occurredAt: at('09:00'), now: at('15:40') })
    .yields(done('VisitConfirmed', '09:00', { automatic: false, ...told }))
})

test('what has not happened yet cannot be recorded', async (t) => {
  const { given } = scenario(t, visit)
  given(requested, confirmed)
    .when(advance('checked_in', { occurredAt: at('15:06') }))
    .isRefused({ type: 'occurred-in-future', now: instant('15:05') })
})

test('a check-in made offline before the timer gave up undoes its no-show, and nothing else does', async (t) => {
  const { given } = scenario(t, visit)
  const late = (occurredAt: number) => advance('checked_in', { occurredAt, now: at('15:40') })
  const refused = { type: 'illegal-transition', from: 'no_show', to: 'checked_in', allowed: [] } as const
  given(requested, confirmed, noShow(true))
    .when(late(at('15:16')))
    .isRefused(refused)
    .when(late(at('15:02')))
    .yields(done('VisitCheckedIn', '15:02'))
    .when(advance('completed', { now: at('16:00') }))
    .yields(done('VisitCompleted', '16:00'))
  given(requested, confirmed, noShow(false))
    .when(late(at('15:02')))
    .isRefused(refused)
})

test('a visit under a block or an external busy time is not confirmed', async (t) => {
  const { given } = scenario(t, visit)
  const confirm = { type: 'ConfirmVisit', automatic: false, now: at('08:05') } as const
  given(requested)
    .when({ ...confirm, blockedBy: ['block-1'] })
    .isRefused({ type: 'visit-blocked', blockedBy: ['block-1'] })
    .when({ ...confirm, blockedBy: [] })
    .yields(confirmed)
    .when({ ...confirm, blockedBy: ['block-1'] })
    .changesNothing()
})

const move = (changes: Partial<MoveVisit> = {}): MoveVisit => ({
  type: 'MoveVisit',
  attempt: 2,
  start: at('16:00'),
  end: at('16:30'),
  timezone: 'UTC',
  claims: claimsOf('second'),
  locationId: null,
  reason: sealed('ill'),
  override: null,
  byCustomer: false,
  rescheduleMinMinutes: 120,
  now: at('09:00'),
  ...changes,
})
const moved = (type: 'VisitRescheduled' | 'VisitReassigned', changes: object = {}): VisitEvent => ({
  type,
  data: {
    visitId,
    attempt: 2,
    former: place,
    ...place,
    start: instant('16:00'),
    end: instant('16:30'),
    claims: claimsOf('second'),
    reason: sealed('ill'),
    override: null,
    at: instant('09:00'),
    ...changes,
  },
})

test('a visit is moved, and what it was stays in the event', async (t) => {
  const { given } = scenario(t, visit)
  const { state } = given(requested, confirmed)
    .when(move())
    .yields(moved('VisitRescheduled'))
    .when(move())
    .changesNothing()
  t.match(state, { status: 'confirmed', attempt: 2, visit: { start: at('16:00'), claims: claimsOf('second') } })
})

test('at the same time with others it is reassigned, also on the way', async (t) => {
  const { given } = scenario(t, visit)
  const sameTime = { start: at('15:00'), end: at('15:30'), claims: claimsOf('second', bob) }
  const event = moved('VisitReassigned', { start: place.start, end: place.end, claims: claimsOf('second', bob) })
  given(requested).when(move(sameTime)).yields(event)
  given(requested, confirmed, done('VisitSetOut'))
    .when(move())
    .isRefused({ type: 'visit-not-movable', visitStatus: 'en_route' })
    .when(move(sameTime))
    .yields(event)
})

test('what is under way or over stays where it is', async (t) => {
  const { given } = scenario(t, visit)
  given(requested, confirmed, done('VisitCheckedIn'))
    .when(move())
    .isRefused({ type: 'visit-not-movable', visitStatus: 'checked_in' })
  given().when(move()).isRefused({ type: 'visit-not-found' })
})

test('a customer moves a visit up to the window’s last instant, staff at any time', async (t) => {
  const { given } = scenario(t, visit)
  const last = at('13:00')
  const booked = given(requested)
  booked.when(move({ byCustomer: true, now: last })).yields(moved('VisitRescheduled', { at: instant('13:00') }))
  booked
    .when(move({ byCustomer: true, now: last + 1 }))
    .isRefused({ type: 'reschedule-window-closed', until: instant('13:00') })
  booked.when(move({ now: last + minutes(1) })).yields(moved('VisitRescheduled', { at: instant('13:01') }))
})

test('a move that somebody else was faster than, or that the watchdog gave up, is not recorded', async (t) => {
  const { given } = scenario(t, visit)
  given(requested, moved('VisitRescheduled'))
    .when(move({ claims: claimsOf('third') }))
    .isRefused({ type: 'move-superseded', attempt: 2 })
    .when(move({ claims: claimsOf('third'), attempt: 3 }))
    .yields(
      moved('VisitReassigned', {
        attempt: 3,
        former: { ...place, start: instant('16:00'), end: instant('16:30'), claims: claimsOf('second') },
        claims: claimsOf('third'),
      }),
    )
  const taken = claimsOf('second')
  const abandon = { type: 'AbandonVisit', visitId, attempt: 2, claims: taken, now: at('09:00') } as const
  given(requested)
    .when(abandon)
    .yields({ type: 'VisitMoveAbandoned', data: { visitId, attempt: 2, claims: taken, at: instant('09:00') } })
    .when(abandon)
    .changesNothing()
    .when(move())
    .isRefused({ type: 'move-superseded', attempt: 2 })
})

test('a move names the override and the bulk move that it belongs to', async (t) => {
  const { given } = scenario(t, visit)
  const more = {
    override: { reason: sealed('the owner insists') },
    bulkMoveId: BulkMoveId.derive('flood'),
    locationId: LocationId.parse('centre'),
  }
  given(requested).when(move(more)).yields(moved('VisitRescheduled', more))
})

test('a move tells anew which resources nobody has named', async (t) => {
  const { given } = scenario(t, visit)
  const assignment = { strategy: 'least-loaded' as const, chosen: [ana] }
  const open = given({ ...requested, data: { ...requested.data, assignment } } as VisitEvent)
  const kept = open.when(move({ assignment })).yields(moved('VisitRescheduled', { assignment }))
  t.strictSame(kept.state.visit?.assignment, assignment)
  const named = open.when(move()).yields(moved('VisitRescheduled'))
  t.strictSame(named.state.visit?.assignment, undefined, 'somebody has named them now')
})

test('notes, an outcome and participants are added, each once', async (t) => {
  const { given } = scenario(t, visit)
  const noteId = '018f4e3a-0000-7000-8000-000000000001'
  const now = at('15:05')
  const participant = {
    personId: PersonId.derive('mum'),
    role: 'mother',
    name: sealed('Eva'),
    phone: null,
    email: null,
  }
  given(requested)
    .when({ type: 'AddNote', noteId, note: sealed('bring keys'), now })
    .yields(done('VisitNoteAdded', '15:05', { noteId, note: sealed('bring keys') }))
    .when({ type: 'AddNote', noteId, note: sealed('bring keys'), now })
    .changesNothing()
    .when({ type: 'RecordOutcome', result: 'offer-made', note: null, now })
    .yields(done('VisitOutcomeRecorded', '15:05', { result: 'offer-made', note: null }))
    .when({ type: 'RecordOutcome', result: 'offer-made', note: null, now })
    .changesNothing()
    .when({ type: 'AddParticipant', participant, now })
    .yields(done('VisitParticipantAdded', '15:05', { participant }))
    .when({ type: 'AddParticipant', participant, now })
    .changesNothing()
})

test('revoking links raises their generation each time', async (t) => {
  const { given } = scenario(t, visit)
  const revoke = { type: 'RevokeLinks', now: at('15:05') } as const
  const { state } = given(requested)
    .when(revoke)
    .yields(done('VisitLinksRevoked', '15:05', { generation: 1 }))
    .when(revoke)
    .yields(done('VisitLinksRevoked', '15:05', { generation: 2 }))
  t.equal((state as VisitState).visit?.linksGeneration, 2)
})

test('a move or another agent places a visit anew; a confirmation or a note does not', (t) => {
  const { given } = scenario(t, visit)
  const note = done('VisitNoteAdded', '08:10', { noteId: '00000000-0000-4000-8000-000000000001', note: sealed('n') })
  const reassigned = moved('VisitReassigned', { attempt: 3, claims: claimsOf('third', bob) })
  const placedAt = (...events: VisitEvent[]) => {
    const { revision, placedAtRevision } = given(...events).state
    return [revision, placedAtRevision]
  }
  t.strictSame(placedAt(), [-1, -1])
  t.strictSame(placedAt(requested, confirmed, note), [2, 0])
  t.strictSame(placedAt(requested, confirmed, moved('VisitRescheduled'), note), [3, 2])
  t.strictSame(placedAt(requested, moved('VisitRescheduled'), reassigned), [2, 2])
  t.end()
})
