import { defaultNoShowWeights, StreamName } from '@visita/domain'
import { book, cancel, confirm, message, policies, tell } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, other, startReadApi } from './harness.ts'

test('GET /v1/admin/trays/no-show-risk', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const [ana, bea, cai] = await Promise.all(
    ['Ana', 'Bea', 'Cai'].map((name) => api.register(demo, { name, phone: '+56911111111' })),
  )
  // All were asked for on Sunday the first of March, the day before.
  const booking = (customerId: string | undefined, start: string, more: Record<string, unknown> = {}) =>
    book(api, { tenant: demo, resourceIds: ['ana'], date, start, customerId: customerId ?? '', ...more })
  const past = (customerId: string | undefined, day: string, type: 'VisitNoShowMarked' | 'VisitCompleted') => {
    const visit = booking(customerId, `2026-02-${day}T12:00:00Z`, { date: `2026-02-${day}` })
    confirm(api, demo, visit)
    if (type === 'VisitCompleted') tell(api, demo, visit, 'VisitCheckedIn')
    tell(api, demo, visit, type, type === 'VisitNoShowMarked' ? { automatic: true } : {})
  }
  past(ana, '20', 'VisitNoShowMarked')
  past(ana, '23', 'VisitNoShowMarked')
  past(bea, '20', 'VisitCompleted')
  const unsure = booking(ana, at('15:00'))
  const sure = booking(bea, at('16:00'))
  confirm(api, demo, sure)
  const silent = booking(cai, '2026-03-04T12:00:00Z', { date: '2026-03-04' })
  confirm(api, demo, silent)
  cancel(api, demo, booking(ana, at('17:00')))
  booking(ana, '2026-03-09T12:00:00Z', { date: '2026-03-09' })
  booking(ana, at('11:00'))
  const reminded = (visitId: string, more: Partial<Parameters<typeof message>[2]> = {}) =>
    message(api, demo, { due: at('10:00'), visitId: visitId as never, reminder: 'PT24H', ...more })
      .start(at('10:00'))
      .accepted(at('10:01'))
  const tray = async (query = '', headers: Record<string, string> = {}, tenant = demo) =>
    (await api.get('operator', `/v1/admin/trays/no-show-risk${query}`, tenant, headers)).body
  // biome-ignore lint/suspicious/noExplicitAny: an answer
  const ids = ({ items }: any) => items.map(({ visit }: { visit: { id: string } }) => visit.id)

  t.test('who is likely not to come, with every point that makes it so', async (t) => {
    const body = await tray()
    t.same(ids(body), [unsure.visitId], 'neither the sure, nor what is over, cancelled, or more than a week away')
    const [item] = body.items
    t.match(item, {
      customerName: 'Ana',
      dueAt: at('13:00'),
      colour: 'red',
      why: '57 % de riesgo de que no venga: pedida el día antes; ha faltado 2 veces; sin confirmar; es lunes.',
    })
    const points = item.risk.reasons.map(({ factor, value, points }: Record<string, unknown>) => [
      factor,
      value,
      points,
    ])
    t.same(points, [
      ['lead', 1, 22],
      ['missed', 2, 10],
      ['unconfirmed', 1, 3],
      ['weekday', 1, 2],
    ])
    t.match((await tray('', { 'accept-language': 'pt' })).items[0].why, /^57 % de risco.*segunda-feira\.$/)
    t.match((await tray('', { 'accept-language': 'ca' })).items[0].why, /^57 % de risc.*dilluns\.$/)
    t.match((await tray('', { 'accept-language': 'en' })).items[0].why, /^57 % risk.*Monday\.$/)
    t.same(await tray('', {}, other), { items: [], nextCursor: null })
  })

  t.test('reminders that went out and were not read speak for it, and those that were read do not', async (t) => {
    const one = reminded(silent.visitId)
    reminded(silent.visitId, { reminder: 'PT48H' })
    reminded(silent.visitId, { reminder: 'PT2H', channel: 'sms' })
    reminded(silent.visitId, {
      reminder: 'PT1H',
      mode: 'live',
      recipient: { kind: 'resource', resourceId: 'ana' as never },
    })
    const body = await tray()
    t.same(ids(body), [unsure.visitId, silent.visitId])
    t.match(body.items[1], { colour: 'grey', risk: { percent: 40 } })
    t.match(
      body.items[1].risk.reasons.find(({ factor }: { factor: string }) => factor === 'unread-reminders'),
      { value: 2, points: 8, text: '2 recordatorios sin leer' },
      'an SMS tells nobody whether it was read, and the agent’s reminder is not the customer’s',
    )
    one.told(at('10:02'), 'read')
    t.same(ids(await tray()), [unsure.visitId])
  })

  t.test('the tenant’s own weights decide, and pages go on where they ended', async (t) => {
    const weigh = (noShowRisk: typeof defaultNoShowWeights) =>
      api.record(StreamName.tenant(demo), {
        type: 'TenantPoliciesSet',
        data: { policies: { ...policies, noShowRisk }, at: monday },
      })
    weigh({ ...defaultNoShowWeights, from: 20 })
    t.same(ids(await tray()), [unsure.visitId, sure.visitId, silent.visitId])
    const first = await tray('?limit=2')
    t.same(ids(first), [unsure.visitId, sure.visitId])
    const second = await tray(`?limit=2&cursor=${first.nextCursor}`)
    t.same([ids(second), second.nextCursor], [[silent.visitId], null])
    weigh({ ...defaultNoShowWeights, from: 99 })
    t.same(await tray(), { items: [], nextCursor: null })
  })
})
