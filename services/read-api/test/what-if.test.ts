import {
  BulkMoveId,
  defaultRules,
  epochOf,
  type KnownVisit,
  notification,
  type PersonId,
  type PlannedMessage,
  planMessages,
  requestFor,
  SeriesId,
  StreamName,
  type TenantEvent,
  tenant,
  type VisitEvent,
  type VisitId,
  visit,
  WaitlistEntryId,
} from '@visita/domain'
import { book, cancel, configured, resource, tell } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, other, startReadApi } from './harness.ts'

const url = '/v1/admin/notifications/what-if'
const stretch = { from: at('08:00'), to: at('20:00') }

interface Item {
  readonly kind: string
  readonly recipient: { readonly id: string }
  readonly would: {
    readonly outcome: string
    readonly why: string | null
    readonly channel: string
    readonly at: string | null
  } | null
  readonly was: { readonly outcome: string } | null
}
const lines = (items: readonly Item[]) =>
  items.map(({ kind, would, was }) => {
    const side = (one: { outcome: string; why?: string | null } | null) =>
      one ? [one.outcome, one.why].filter(Boolean).join(' ') : 'none'
    return `${kind} ${would?.channel ?? ''}: ${side(would)} | ${was?.outcome ?? 'none'}`
  })

test('what people would have been told by other rules', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  api.clock.set(epochOf(at('20:00')))
  /** Recorded at that time of the day. */
  const on = (time: string) => ({
    record: (stream: string, event: { type: string; data: unknown }) => api.record(stream, event, at(time)),
  })
  const asked = async (more: object = {}, whose = demo) => {
    const { status, body } = await api.post('operator', url, { ...stretch, ...more }, whose)
    t.equal(status, 200, JSON.stringify(body))
    return body
  }
  const ana = resource('ana', { kind: 'agent' })
  api.record(StreamName.resource(demo, ana.id), configured(ana))
  const maria = await api.register(demo, { name: 'María', phone: '+34612345678' })
  const booked = book(on('12:00'), { tenant: demo, resourceIds: ['ana'], date, start: at('15:00'), customerId: maria })

  /** Requests what the rules that everybody has want of the visit's last event. */
  async function request(visitId: string, then: (message: PlannedMessage) => boolean) {
    await api.settled()
    const stored = await api.store.read(StreamName.visit(demo, visitId as VisitId))
    const events = stored as unknown as (VisitEvent & { id: string; meta: { recordedAt: string } })[]
    const tenantEvents = (await api.store.read(StreamName.tenant(demo))) as unknown as TenantEvent[]
    const { policies, ...settings } = tenantEvents.reduce(tenant.evolve, tenant.initial)
    const event = events.at(-1)
    if (!event || !policies) throw new Error('nothing happened')
    const recordedAt = epochOf(event.meta.recordedAt)
    const ground = {
      ...{
        tenant: demo,
        settings: { ...settings, policies },
        configured: new Set(['email' as const]),
        now: recordedAt,
      },
      people: new Map([[maria as PersonId, { locale: null, timezone: null }]]),
      agents: new Map([[ana.id, ana]]),
    }
    const cause = { eventId: event.id, at: recordedAt, recordedAt }
    const state = events.reduce(visit.evolve, visit.initial) as KnownVisit
    for (const message of planMessages(ground, { about: 'visit', cause, event, state, next: null })) {
      const content = await api.sealed(demo, maria, '{}')
      let known = notification.initial
      const decide = (command: Parameters<typeof notification.decide>[0]) => {
        const decision = notification.decide(command, known)
        if (!decision.accepted) throw new Error(decision.rejection.type)
        for (const one of decision.events) api.record(StreamName.notification(demo, message.notificationId), one)
        known = decision.events.reduce(notification.evolve, known)
      }
      decide(requestFor(message, { version: 1, content, now: recordedAt }))
      if (!then(message)) continue
      const run = { requestHash: 'a'.repeat(64), leaseToken: '00000000-0000-4000-8000-000000000001', to: null }
      decide({ type: 'StartAttempt', gates: [], provider: 'resend', ...run, now: message.dueAt })
      decide({ type: 'RecordAccepted', attempt: 1, providerMessageId: null, now: message.dueAt + 1000 })
    }
  }
  await request(booked.visitId, ({ recipient, outcome }) => recipient.kind === 'customer' && outcome === 'schedule')

  t.test('by the same rules it is what was, as far as there is an address', async (t) => {
    const body = await asked()
    t.strictSame(lines(body.items), [
      // Of the platform's channels there is only e-mail, and María has no address for it.
      'visit.reminder.t24h email: held-back late | held-back',
      'visit.created email: held-back no-address | sent',
      'visit.created in_app: sent | waiting',
    ])
    t.match(body, {
      ...{ ...stretch, events: 1, nextCursor: null },
      totals: {
        would: { sent: 1, ahead: 0, heldBack: 2 },
        was: { sent: 1, ahead: 1, heldBack: 1 },
        added: 0,
        dropped: 0,
      },
    })
    const [, created] = body.items
    t.match(created, { recipient: { kind: 'customer', id: maria }, visitIds: [booked.visitId], reminder: null })
  })

  const byInbox = (event: Parameters<typeof defaultRules>[0]) =>
    defaultRules(event).map((rule) => ({ ...rule, fallbackOrder: ['in_app'] }))

  t.test('by others it is something else: other channels, other reminders, nothing at all', async (t) => {
    const rules = { 'visit.created': byInbox('visit.created'), 'visit.reminder.t90m': byInbox('visit.reminder.t90m') }
    const body = await asked({ rules, policies: { reminders: [] } })
    t.strictSame(lines(body.items), [
      'visit.reminder.t24h : none | held-back',
      'visit.created in_app: sent | sent',
      'visit.created in_app: sent | waiting',
      'visit.reminder.t90m in_app: sent | none',
    ])
    t.match(body.totals, {
      ...{ added: 1, dropped: 1 },
      byKind: [
        { kind: 'visit.created', channel: 'email', would: 0, was: 1 },
        { kind: 'visit.created', channel: 'in_app', would: 2, was: 1 },
        { kind: 'visit.reminder.t90m', channel: 'in_app', would: 1, was: 0 },
      ],
    })
    t.match(body.items[3].would, { dueAt: at('13:30'), at: at('13:30'), critical: true })
    const nothing = await asked({ rules: { 'visit.created': [] } })
    t.strictSame(lines(nothing.items), [
      'visit.reminder.t24h email: held-back late | held-back',
      'visit.created : none | sent',
      'visit.created : none | waiting',
    ])
    t.equal(nothing.totals.dropped, 2)
  })

  t.test('in quiet hours it waits, or is held back where that is too long', async (t) => {
    const eva = await api.register(demo, { name: 'Eva', email: 'eva@example.com' })
    const later = book(on('16:00'), {
      tenant: demo,
      resourceIds: ['ana'],
      date: '2026-03-03',
      start: '2026-03-03T15:00:00Z',
      customerId: eva,
    })
    const of = async (policies: object) =>
      (await asked({ policies: { reminders: [], ...policies } })).items
        .filter(({ recipient }: Item) => recipient.id === eva)
        .map(({ would }: Item) => [would?.outcome, would?.why, would?.at])
    // 16:00 UTC is 13:00 in São Paulo.
    t.strictSame(await of({ quietHours: null }), [['sent', null, at('16:00')]])
    t.strictSame(await of({ quietHours: { start: '12:00', end: '16:30' } }), [['sent', 'quiet-hours', at('19:30')]])
    t.strictSame(await of({ quietHours: { start: '12:00', end: '18:00' } }), [['ahead', 'quiet-hours', at('21:00')]])
    t.strictSame(await of({ quietHours: { start: '12:30', end: '12:15' } }), [['held-back', 'quiet-hours', null]])
    cancel(on('18:00'), demo, later)
    t.strictSame(
      (await asked({ policies: { reminders: [], quietHours: { start: '12:00', end: '16:30' } } })).items
        .filter(({ recipient }: Item) => recipient.id === eva)
        .map(({ kind, would }: Item) => [kind, would?.outcome, would?.why]),
      [
        ['visit.created', 'held-back', 'visit-cancelled'],
        ['visit.canceled', 'sent', null],
      ],
    )
    const stop = { preferences: { email: { all: false } }, quietHours: null, legalOptOut: false }
    api.record(StreamName.customer(demo, eva as PersonId), {
      type: 'CustomerPreferencesSet',
      data: { customerId: eva, ...stop, at: monday },
    })
    t.strictSame(await of({}), [
      ['held-back', 'preference', null],
      // What cannot wait is not a matter of taste.
      ['sent', null, at('18:00')],
    ])
  })

  t.test('a series, a bulk move and an offer are told as one', async (t) => {
    const luz = await api.register(demo, { name: 'Luz', email: 'luz@example.com' })
    const seriesId = SeriesId.derive('series')
    const days = ['2026-03-04', '2026-03-11']
    const visits = days.map((date) =>
      book(on('17:00'), {
        tenant: demo,
        resourceIds: ['ana'],
        date,
        start: `${date}T15:00:00Z`,
        customerId: luz,
        seriesId,
      }),
    )
    const stream = StreamName.series(demo, seriesId)
    for (const [index, { visitId }] of visits.entries()) {
      const data = { seriesId, number: index + 1, visitId, at: at('17:00') }
      on('17:00').record(stream, { type: 'SeriesOccurrenceBooked', data })
    }
    on('17:00').record(stream, { type: 'SeriesSettled', data: { seriesId, booked: 2, failed: 0, at: at('17:00') } })
    const bulkMoveId = BulkMoveId.derive('bulk')
    for (const [index, one] of visits.entries()) {
      const { visitId } = one
      const [day = '', hour = ''] = [days[index], '15:00:00Z']
      const place = (start: string) => ({
        ...{
          start,
          end: start.replace(':00:00Z', ':30:00Z'),
          timezone: 'America/Sao_Paulo',
          claims: one.claims,
          locationId: null,
        },
      })
      tell(on('18:30'), demo, { visitId }, 'VisitRescheduled', {
        ...{
          attempt: 2,
          former: place(`${day}T${hour}`),
          ...place(`${day}T16:00:00Z`),
          reason: null,
          override: null,
          bulkMoveId,
        },
      })
      const data = { bulkMoveId, visitId, revision: 1, at: at('18:30') }
      on('18:30').record(StreamName.bulkMove(demo, bulkMoveId), { type: 'BulkMoveVisitMoved', data })
    }
    const done = { bulkMoveId, moved: 2, failed: 0, at: at('18:30') }
    on('18:30').record(StreamName.bulkMove(demo, bulkMoveId), { type: 'BulkMoveFinished', data: done })
    const entryId = WaitlistEntryId.derive('entry')
    const entry = StreamName.waitlist(demo, entryId)
    on('18:40').record(entry, {
      type: 'WaitlistJoined',
      data: {
        ...{ entryId, tenant: demo, typeId: 'viewing', customerId: luz, from: at('20:00'), to: '2026-03-05T20:00:00Z' },
        ...{ resourceIds: null, locationId: null, partOfDay: null, seats: 1, at: at('18:40') },
      },
    })
    on('18:50').record(entry, {
      type: 'WaitlistOffered',
      data: {
        ...{
          entryId,
          number: 1,
          holdId: SeriesId.derive('hold'),
          start: '2026-03-05T15:00:00Z',
          end: '2026-03-05T15:30:00Z',
        },
        ...{
          resourceIds: ['ana'],
          claims: [{ resourceId: 'ana', date: '2026-03-05' }],
          expiresAt: at('19:05'),
          at: at('18:50'),
        },
      },
    })
    const from = '2026-03-11T00:00:00Z'
    const off = visits.at(-1)
    if (!off) throw new Error('there is no last one')
    on('18:55').record(stream, { type: 'SeriesCancelled', data: { seriesId, from, reason: null, at: at('18:55') } })
    tell(on('18:56'), demo, off, 'VisitCancelled', { reason: null, seriesFrom: from, at: at('18:55') })
    const { items } = await asked({ policies: { reminders: [] } })
    const hers = items.filter(({ recipient }: Item) => recipient.id === luz)
    const ids = visits.map(({ visitId }) => visitId)
    t.match(hers, [
      { kind: 'visit.created', visitIds: ids, would: { outcome: 'sent', channel: 'email' }, was: null },
      { kind: 'visit.rescheduled', visitIds: ids, would: { outcome: 'sent', critical: true } },
      { kind: 'waitlist.matched', visitIds: [], would: { outcome: 'sent', dueAt: at('18:50') } },
      { kind: 'visit.canceled', visitIds: ids.slice(1), would: { outcome: 'sent', dueAt: at('18:56') } },
    ])
    t.equal(hers.length, 4)
  })

  t.test('it goes on where a page ended, and adds up to the same', async (t) => {
    const whole = await asked()
    let page = await asked({ limit: 2 })
    let sent = page.totals.would.sent
    let events = page.events
    const items: Item[] = [...page.items]
    while (page.nextCursor) {
      page = await asked({ limit: 2, cursor: page.nextCursor })
      sent += page.totals.would.sent
      events += page.events
      items.push(...page.items)
    }
    t.strictSame([sent, events], [whole.totals.would.sent, whole.events])
    t.strictSame(lines(items).sort(), lines(whole.items).sort())
  })

  t.test('only what was recorded in the stretch counts, and only one’s own', async (t) => {
    t.equal((await asked({ to: at('11:00') })).events, 0)
    t.strictSame((await asked({}, other)).items, [])
  })

  t.test('what could not be put cannot be asked about either', async (t) => {
    const wrong = async (more: object) => {
      const { status, body } = await api.post('admin', url, { ...stretch, ...more })
      return [status, body.errors?.map(({ path }: { path: string }) => path)]
    }
    t.strictSame(await wrong({ to: stretch.from }), [400, ['/to']])
    t.strictSame(await wrong({ to: '2026-04-03T08:00:00Z' }), [400, ['/to']])
    t.strictSame(await wrong({ rules: { 'visit.deleted': [] } }), [400, ['/rules/visit.deleted']])
    const [rule] = defaultRules('visit.created')
    t.strictSame(await wrong({ rules: { 'visit.created': [rule, rule] } }), [400, ['/rules/visit.created/1/id']])
    t.strictSame(await wrong({ policies: { holdSeconds: 60 } }), [400, ['/policies/holdSeconds']])
    t.strictSame(await wrong({ cursor: 'e30' }), [400, ['/cursor']])
    t.equal((await api.post('auditor', url, stretch)).status, 403)
  })
})
