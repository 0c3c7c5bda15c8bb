import { randomUUID } from 'node:crypto'
import { defaultRules, epochOf, type NotificationId, type RuleEvent, StreamName, type VisitId } from '@visita/domain'
import { book, message, policies, tell } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, other, type ReadApi, startReadApi } from './harness.ts'

const url = '/v1/admin/notifications/why'
const ask = (api: ReadApi, query: string) => api.get('operator', `${url}?${query}`)
const gate = (name: 'preference' | 'circuit', verdict: 'stop' | 'wait', why: string | null = null) =>
  [{ gate: 'visit', verdict: 'pass', why: null } as const, { gate: name, verdict, why } as const] as const

const setRules = (api: ReadApi, event: RuleEvent, rules: readonly unknown[], recordedAt?: string) =>
  api.record(
    StreamName.tenant(demo),
    { type: 'NotificationRulesSet', data: { event, rules, at: monday } } as never,
    recordedAt,
  )
const setPolicies = (api: ReadApi, changes: object, recordedAt?: string) =>
  api.record(
    StreamName.tenant(demo),
    { type: 'TenantPoliciesSet', data: { policies: { ...policies, ...changes }, at: monday } } as never,
    recordedAt,
  )

test('what each gate and attempt said of a message, and whether it came', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const ana = await api.register(demo, { name: 'Ana Núñez', phone: '+34612345678' })
  const { visitId } = book(api, { tenant: demo, resourceIds: ['ana'], date, start: at('15:00'), customerId: ana })
  const recipient = { kind: 'customer', personId: ana as never } as const
  const of = { visitId: visitId as VisitId, recipient, ruleId: 'customer' }
  const reminder = { ...of, kind: 'visit.reminder.t24h', reminder: 'PT24H' }

  const first = message(api, demo, { due: at('10:00'), ...reminder })
  first.ask(at('10:00'), {
    type: 'DeferNotification',
    gates: [...gate('circuit', 'wait')],
    until: epochOf(at('10:05')),
    why: 'circuit',
  })
  first.start(at('10:05'))
  const refusal = { class: 'unavailable', code: '131016' } as const
  first.ask(at('10:06'), { type: 'RecordRefused', attempt: 1, ...refusal, next: { retryAt: epochOf(at('10:07')) } })
  first.start(at('10:07'))
  first.ask(at('10:08'), { type: 'RecordRefused', attempt: 2, class: 'unreachable', code: '131026', next: 'fail' })
  const child = message(api, demo, {
    ...{ due: at('10:09'), ...reminder, channel: 'email', parentId: first.notificationId as NotificationId },
    eventKey: randomUUID(),
  })
  first.ask(at('10:09'), {
    type: 'FallBack',
    channel: 'email',
    childId: child.notificationId as NotificationId,
    why: 'failed',
  })
  child.start(at('10:09')).accepted(at('10:10')).told(at('10:11'), 'delivered')
  const suppressed = message(api, demo, { due: at('11:00'), ...of, kind: 'visit.confirmed' })
  suppressed.ask(at('11:00'), {
    ...{ type: 'SuppressNotification', why: 'preference', gates: [...gate('preference', 'stop', 'confirmed')] },
  })
  message(api, demo, { due: at('12:00'), ...of, kind: 'visit.canceled' })

  t.test('in one answer, with every step', async (t) => {
    const { status, body, headers } = await ask(api, `visitId=${visitId}&locale=en`)
    t.equal(status, 200)
    t.equal(headers['content-language'], 'en')
    t.same(body.answer.split('\n'), [
      'Reminder (24 hours before), to the customer, by WhatsApp: It did not go out on this channel, and e-mail was next.',
      'Reminder (24 hours before), to the customer, by e-mail: It arrived.',
      'Message that the visit is confirmed, to the customer, by WhatsApp: It did not go out: they do not want these messages on this channel.',
      'Message that the visit was cancelled, to the customer, by WhatsApp: It waits to go out, from Mar 2, 2026, 9:00 AM on.',
      'Message that the visit was asked for: It happened on Mar 1, 2026, 6:00 AM, and nobody planned it then: nobody is told of the past later.',
    ])
    t.match(body.messages[0], {
      ...{ id: first.notificationId, code: 'fell-back', kind: 'visit.reminder.t24h', reminder: 'PT24H' },
      ...{ ruleId: 'customer', status: 'failed', resolution: 'fell_back', recipient: { kind: 'customer', id: ana } },
    })
    t.same(
      body.messages[0].steps.map(({ code, at }: { code: string; at: string }) => `${code} ${at.slice(11, 16)}`),
      [
        ...['planned 10:00', 'gate-waits 10:00', 'deferred 10:00', 'gates-passed 10:05', 'started 10:05'],
        ...[
          'refused-for-now 10:06',
          'gates-passed 10:07',
          'started 10:07',
          'refused 10:08',
          'failed 10:08',
          'fell-back 10:09',
        ],
      ],
    )
    const told = Object.fromEntries(
      body.messages[0].steps.map(({ code, why }: { code: string; why: string }) => [code, why]),
    )
    t.match(told, {
      planned: 'It was planned by the rule “customer”, by WhatsApp, for Mar 2, 2026, 7:00 AM.',
      'gate-waits': 'It could not go out yet: the channel is closed.',
      'refused-for-now':
        'Attempt 1 was refused: the provider did not answer (131016). It is tried again from Mar 2, 2026, 7:07 AM on.',
      failed: 'It did not go out on this channel: this person cannot be reached on this channel (131026).',
    })
    t.equal(body.messages[1].steps[1].why, 'It takes the place of the message by WhatsApp, which was not enough.')
    t.match(body.messages[2].steps.at(-2), {
      code: 'gate-stopped',
      why: 'It could not go out: they do not want these messages on this channel (confirmed).',
    })
    t.equal(body.messagesLeft, 0)
    t.notMatch(JSON.stringify(body), /Núñez|612345678|sealed:/)
  })

  t.test('in the language that is asked for', async (t) => {
    const sentence = async (query: string, accept?: string) =>
      (
        await api.get(
          'operator',
          `${url}?visitId=${visitId}&kind=visit.confirmed${query}`,
          demo,
          accept ? { 'accept-language': accept } : {},
        )
      ).body.answer
    t.equal(
      await sentence(''),
      'Aviso de visita confirmada, para el cliente, por WhatsApp: No salió: no quiere estos mensajes por este canal.',
    )
    t.match(await sentence('', 'ca'), /^Avís de visita confirmada, per a el client, per WhatsApp: No va sortir/)
    t.match(await sentence('&locale=pt', 'ca'), /^Aviso de visita confirmada, para o cliente/)
  })

  t.test('of one person, of one kind', async (t) => {
    const ids = async (query: string) => (await ask(api, query)).body.messages.map(({ id }: { id: string }) => id)
    t.same(await ids(`customerId=${ana}&kind=visit.reminder`), [first.notificationId, child.notificationId])
    t.same(await ids(`customerId=${ana}&visitId=${visitId}&kind=visit.confirmed`), [suppressed.notificationId])
    const stranger = await api.register(demo, { name: 'Ben' })
    t.match((await ask(api, `customerId=${stranger}`)).body, {
      answer: 'No se ha planificado ningún mensaje.',
      messages: [],
      missing: [],
    })
  })

  t.test('what is not there, or cannot be asked', async (t) => {
    t.equal((await ask(api, `visitId=${randomUUID()}`)).status, 404)
    t.equal((await ask(api, `customerId=${randomUUID()}`)).status, 404)
    t.equal((await api.get('operator', `${url}?visitId=${visitId}`, other)).status, 404)
    for (const query of [
      '',
      'kind=visit.created',
      `visitId=${visitId}&kind=visit.gone`,
      'visitId=1',
      `visitId=${visitId}&locale=fr`,
    ]) {
      t.equal((await ask(api, query)).status, 400, query)
    }
  })

  t.test('no more than the last of many, and how many went before', async (t) => {
    const many = await api.register(demo, { name: 'Eva' })
    const to = { kind: 'customer', personId: many as never } as const
    for (let n = 0; n < 52; n++) message(api, demo, { due: at(`10:${String(n).padStart(2, '0')}`), recipient: to })
    const { body } = await ask(api, `customerId=${many}`)
    t.same(
      [body.messages.length, body.messagesLeft, body.messages[0].dueAt, body.messages[49].dueAt],
      [50, 2, at('10:02'), at('10:51')],
    )
  })
})

test('why there is nothing at all', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const visit = (more: object = {}) =>
    book(api, { tenant: demo, resourceIds: ['ana'], date: '2026-03-20', start: '2026-03-20T15:00:00Z', ...more })
      .visitId
  const codes = async (visitId: string, query = '') => {
    const { body } = await ask(api, `visitId=${visitId}${query}`)
    return Object.fromEntries(body.missing.map(({ kind, code }: { kind: string; code: string }) => [kind, code]))
  }
  const created = async (visitId: string) => (await codes(visitId, '&kind=visit.created'))['visit.created']
  const [customerRule, agentRule] = defaultRules('visit.created')

  const imported = visit({ origin: 'import' })
  t.same(await codes(imported), { 'visit.created': 'import', 'visit.reminder.t24h': 'nobody-planned' })
  t.same(await codes(imported, '&kind=visit.canceled'), { 'visit.canceled': 'not-happened' })
  t.same(await codes(imported, '&kind=visit.reminder.t2h'), { 'visit.reminder.t2h': 'no-reminder' })
  const recurring = visit({ seriesId: randomUUID() })
  t.equal(await created(recurring), 'series')
  const off = { reason: null, seriesFrom: '2026-03-02T00:00:00Z' }
  tell(api, demo, { visitId: recurring }, 'VisitCancelled', off)
  t.equal((await codes(recurring, '&kind=visit.canceled'))['visit.canceled'], 'series')
  t.equal(await created(visit({ start: '2026-02-20T15:00:00Z', date: '2026-02-20' })), 'begun')

  const confirmed = visit()
  tell(api, demo, { visitId: confirmed }, 'VisitConfirmed', { automatic: true })
  t.equal(await created(confirmed), 'confirmed-instead')
  const moved = visit()
  const place = {
    start: '2026-03-21T15:00:00Z',
    end: '2026-03-21T15:30:00Z',
    timezone: 'America/Sao_Paulo',
    locationId: null,
  }
  const claims = [{ claimId: randomUUID(), resourceId: 'ana', date: '2026-03-21' }]
  tell(api, demo, { visitId: moved }, 'VisitRescheduled', {
    ...{
      attempt: 2,
      ...place,
      claims,
      former: { ...place, claims },
      reason: null,
      override: null,
      bulkMoveId: randomUUID(),
    },
  })
  t.equal((await codes(moved))['visit.rescheduled'], 'bulk-move')
  const told = visit()
  message(api, demo, { due: at('10:00'), visitId: told as VisitId, kind: 'visit.created' })
  t.equal(await created(told), undefined)
  // That the agent is told is nothing to the customer.
  const toAgent = visit()
  const recipient = { kind: 'resource', resourceId: 'ana' as never } as const
  message(api, demo, {
    due: at('10:00'),
    visitId: toAgent as VisitId,
    kind: 'visit.created',
    channel: 'in_app',
    recipient,
  })
  t.equal(await created(toAgent), 'nobody-planned')

  // By the rules as they were when it happened.
  const before = visit()
  setRules(api, 'visit.created', [{ ...customerRule, enabled: false }], '2026-03-02T10:00:00Z')
  t.equal(await created(before), 'nobody-planned')
  const since = (recordedAt: string) => {
    const visitId = randomUUID()
    const data = {
      visitId,
      tenant: demo,
      attempt: 1,
      typeId: 'viewing',
      customerId: randomUUID(),
      seats: 1,
      participants: [],
    }
    const when = {
      start: '2026-03-20T15:00:00Z',
      end: '2026-03-20T15:30:00Z',
      timezone: 'America/Sao_Paulo',
      at: recordedAt,
    }
    const rest = { locationId: null, unitId: null, notes: null, origin: 'api', override: null, claims }
    api.record(
      StreamName.visit(demo, visitId as VisitId),
      { type: 'VisitRequested', data: { ...data, ...when, ...rest } } as never,
      recordedAt,
    )
    return visitId
  }
  const disabled = since('2026-03-02T10:01:00Z')
  const { body } = await ask(api, `visitId=${disabled}&kind=visit.created&locale=en`)
  t.same(body.missing, [
    { kind: 'visit.created', code: 'rule-disabled', ruleId: 'customer', why: 'The rule “customer” is switched off.' },
  ])
  t.equal(body.answer, 'Message that the visit was asked for: The rule “customer” is switched off.')
  setRules(api, 'visit.created', [agentRule], '2026-03-02T10:02:00Z')
  t.equal(await created(since('2026-03-02T10:03:00Z')), 'rule-for-others')
  setRules(api, 'visit.created', [], '2026-03-02T10:04:00Z')
  t.equal(await created(since('2026-03-02T10:05:00Z')), 'no-rule')
  setRules(api, 'visit.created', [customerRule], '2026-03-02T10:06:00Z')
  t.equal(await created(since('2026-03-02T11:50:00Z')), 'not-yet', 'ten minutes ago')
  t.equal(await created(since('2026-03-02T11:44:00Z')), 'nobody-planned')
})

test('why a message only pretends', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const one = (recordedAt: string, visitId: string | null = randomUUID()) => {
    message(api, demo, { due: recordedAt, mode: 'shadow', kind: 'visit.created', visitId: visitId as VisitId }).ask(
      recordedAt,
      {
        ...{ type: 'ShadowNotification', gates: [{ gate: 'visit', verdict: 'pass', why: null }] },
      },
    )
    const booked = visitId ?? ''
    book(api, { tenant: demo, resourceIds: ['ana'], date, start: at('15:00'), visitId: booked })
    return booked
  }
  const why = async (visitId: string) =>
    (await ask(api, `visitId=${visitId}&locale=en&kind=visit.created`)).body.messages[0].why
  const pretends = 'It would have gone out. It only pretends, and does not go out: '
  t.equal(await why(one(at('10:00'))), `${pretends}no channel of the rule is set up.`)
  setPolicies(api, { notifications: 'shadow' }, at('10:01'))
  t.equal(await why(one(at('10:02'))), `${pretends}messages of this business only pretend.`)
  setPolicies(api, { notifications: 'live', rollout: { percent: 0 } }, at('10:03'))
  t.equal(await why(one(at('10:04'))), `${pretends}this visit is not among the part that goes out yet.`)
})
