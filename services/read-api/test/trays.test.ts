import { StreamName } from '@visita/domain'
import { book, cancel, confirm, move, policies } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, other, startReadApi } from './harness.ts'

test('GET /v1/admin/trays', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const answerWithin = (confirmationSlaMinutes: number) =>
    api.record(StreamName.tenant(demo), {
      type: 'TenantPoliciesSet',
      data: { policies: { ...policies, confirmationSlaMinutes }, at: monday },
    })
  answerWithin(43_200)
  const ana = await api.register(demo, { name: 'Ana', phone: '+56911111111' })
  const bea = await api.register(demo, { name: 'Bea' })
  const booking = (time: string, customerId = ana, more: Record<string, unknown> = {}) =>
    book(api, { tenant: demo, resourceIds: ['ana'], date, start: at(time), customerId, ...more })
  const later = booking('12:00', ana, { date: '2026-03-05', start: '2026-03-05T12:00:00Z' })
  const soon = booking('15:00')
  const sure = booking('16:00')
  const silent = booking('17:00', bea)
  const moved = booking('18:00')
  confirm(api, demo, sure)
  confirm(api, demo, silent)
  confirm(api, demo, moved)
  cancel(api, demo, booking('19:00', bea))
  move(api, {
    tenant: demo,
    visit: moved,
    attempt: 2,
    date,
    from: at('18:00'),
    start: at('20:00'),
    resourceIds: ['ana'],
  }).recorded()
  booking('10:00')
  const tray = async (path: string, tenant = demo) =>
    (await api.get('operator', `/v1/admin/trays/${path}`, tenant)).body
  // biome-ignore lint/suspicious/noExplicitAny: an answer
  const ids = ({ items }: any) => items.map(({ visit }: { visit: { id: string } }) => visit.id)

  t.test('to confirm: the most urgent first, with why and when', async (t) => {
    const body = await tray('to-confirm')
    t.same(ids(body), [soon.visitId, later.visitId])
    const first = { customerName: 'Ana', why: 'Nadie la ha confirmado.', dueAt: at('13:00'), colour: 'red' }
    t.match(body.items, [first, { dueAt: '2026-03-05T10:00:00Z', colour: 'grey' }])
    t.match(body.items[0].visit, { id: soon.visitId, status: 'pending', start: at('15:00') })
    const page = await tray('to-confirm?limit=1')
    t.same(ids(page), [soon.visitId])
    t.same(ids(await tray(`to-confirm?limit=1&cursor=${page.nextCursor}`)), [later.visitId])
  })

  t.test(
    'to confirm: due as soon as the tenant means to answer, if that is before the customer can no longer call off',
    async (t) => {
      // Both were asked for at 09:00 on the first of March.
      answerWithin(28 * 60)
      const { items } = await tray('to-confirm')
      const due = items.map(({ visit, dueAt, colour }: Record<'visit' | 'dueAt' | 'colour', { id: string }>) => [
        visit.id,
        dueAt,
        colour,
      ])
      t.same(
        due.sort(),
        [
          [soon.visitId, at('13:00'), 'red'],
          [later.visitId, at('13:00'), 'red'],
        ].sort(),
      )
      answerWithin(31 * 60)
      const later16 = (await tray('to-confirm')).items
      t.match(later16, [
        { visit: { id: soon.visitId }, dueAt: at('13:00'), colour: 'red' },
        { dueAt: at('16:00'), colour: 'orange' },
      ])
      answerWithin(60)
      const first = await tray('to-confirm?limit=1')
      t.match(first.items, [
        { dueAt: '2026-03-01T10:00:00Z', colour: 'red', why: 'Nadie la ha confirmado. El plazo ha vencido.' },
      ])
      const second = await tray(`to-confirm?limit=1&cursor=${first.nextCursor}`)
      t.same(
        [...ids(first), ...ids(second)].sort(),
        [soon.visitId, later.visitId].sort(),
        'pages go on where two are due at once',
      )
      answerWithin(43_200)
    },
  )

  t.test('reschedules, and those whom nobody can reach', async (t) => {
    const why = 'Se cambió de hora.'
    t.match(await tray('reschedules'), { items: [{ visit: { id: moved.visitId, start: at('20:00') }, why }] })
    t.equal((await tray('reschedules')).items.length, 1)
    t.same(ids(await tray('no-contact')), [silent.visitId])
    for (const path of ['to-confirm', 'reschedules', 'no-contact'])
      t.same(await tray(path, other), { items: [], nextCursor: null }, path)
  })

  t.test('what is over lies in no tray', async (t) => {
    api.clock.set(Date.parse(at('15:29')))
    t.match((await tray('to-confirm')).items[0], { visit: { id: soon.visitId }, why: /Ya ha empezado/ })
    api.clock.set(Date.parse(at('15:30')))
    t.same(ids(await tray('to-confirm')), [later.visitId])
    api.clock.set(Date.parse(monday))
  })
})
