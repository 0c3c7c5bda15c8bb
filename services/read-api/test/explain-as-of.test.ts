import { randomUUID } from 'node:crypto'
import { type DomainEvent, type Resource, StreamName, type VisitType } from '@visita/domain'
import { book, cancel, configured, held, policies, resource, visitType } from '@visita/projections/testing'
import { test } from 'tap'
import { demo, startReadApi } from './harness.ts'

const date = '2026-03-03'

interface Rule {
  rule: string
  ok: boolean
  code: string
  because?: { event: string }
}

test('why was 15:00 not offered on Tuesday at 14:03?', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const start = '2026-03-03T18:00:00Z' // 15:00 in São Paulo
  let now = ''
  const later = { record: (stream: string, event: DomainEvent) => api.record(stream, event, now) }
  const moments: { at: string; answer: string }[] = []
  /** What happens at that instant, and from then on is the answer. */
  const then = (instant: string, happens: () => void, answer: string) => {
    now = `2026-03-03T${instant}Z`
    happens()
    moments.push({ at: now, answer })
  }
  const ana = 'ana' as Resource['id']
  const slot = StreamName.slot(demo, ana, date)
  const end = '2026-03-03T18:30:00Z'
  const weekly = (from: string) => ({
    weekly: [{ days: [2], start: from, end: '18:00' }],
    exceptions: [],
    holidays: null,
  })
  const blockId = randomUUID()
  const holdId = randomUUID()
  let visit: ReturnType<typeof book>
  const type = (more: Partial<VisitType> = {}) =>
    later.record(StreamName.visitType(demo, 'viewing' as never), {
      type: 'VisitTypeConfigured',
      data: { visitType: visitType('viewing', more), at: now },
    })
  const policy = (more: Partial<typeof policies>) =>
    later.record(StreamName.tenant(demo), {
      type: 'TenantPoliciesSet',
      data: { policies: { ...policies, ...more }, at: now },
    })
  then('12:00:00', () => type(), 'needs too-few')
  then('13:00:00', () => later.record(StreamName.resource(demo, ana), configured(resource('ana'))), 'offered')
  then(
    '14:00:00',
    () => {
      visit = book(later, { tenant: demo, resourceIds: ['ana'], date, start })
    },
    'claims reserved SlotReserved',
  )
  then('14:03:00', () => cancel(later, demo, visit, { release: false }), 'claims reserved SlotReserved')
  then('14:03:00.250', () => cancel(later, demo, visit), 'offered')
  then(
    '14:05:00',
    () => later.record(StreamName.resource(demo, ana), configured(resource('ana', { schedule: weekly('15:30') }))),
    'opening-hours outside ResourceConfigured',
  )
  then(
    '14:06:00',
    () => later.record(StreamName.resource(demo, ana), configured(resource('ana', { schedule: weekly('09:00') }))),
    'offered',
  )
  then(
    '14:10:00',
    () => later.record(slot, { type: 'SlotBlocked', data: { blockId, coversFrom: start, coversUntil: end } }),
    'claims blocked SlotBlocked',
  )
  then('14:11:00', () => later.record(slot, { type: 'SlotUnblocked', data: { blockId } }), 'offered')
  then('14:20:00', () => later.record(slot, held(holdId, start, end, '2026-03-03T14:25:00Z')), 'claims held SlotHeld')
  then('14:25:00', () => undefined, 'offered')
  then('14:30:00', () => policy({ minNoticeMinutes: 211 }), 'notice too-soon TenantPoliciesSet')
  then('14:31:00', () => policy({}), 'offered')
  then('14:35:00', () => type({ durationMinutes: 200 }), 'opening-hours outside ResourceConfigured')
  then('14:36:00', () => type(), 'offered')
  then(
    '14:40:00',
    () =>
      later.record(StreamName.resource(demo, ana), { type: 'ResourceArchived', data: { resourceId: 'ana', at: now } }),
    'needs too-few',
  )
  api.clock.set(Date.parse('2026-03-03T15:00:00Z'))

  const told = async (asOf: number) => {
    const query = `typeId=viewing&start=${start}&asOf=${new Date(asOf).toISOString()}`
    const { body } = await api.get('auditor', `/v1/availability/explain?${query}`)
    if (body.offered) return 'offered'
    const rules: Rule[] = [...body.resources.flatMap((one: { rules: Rule[] }) => one.rules), ...body.rules]
    const first = rules.find(({ ok }) => !ok)
    const own = ['claims', 'opening-hours', 'notice'].includes(first?.rule ?? '')
    return `${first?.rule} ${first?.code}${own ? ` ${first?.because?.event}` : ''}`
  }
  for (const [index, { at: instant, answer }] of moments.entries()) {
    const from = Date.parse(instant)
    const until = Date.parse(moments[index + 1]?.at ?? '2026-03-03T15:00:00.001Z')
    for (const asked of [from, Math.floor((from + until) / 2), until - 1]) {
      t.equal(await told(asked), answer, `at ${new Date(asked).toISOString()}`)
    }
  }
  t.equal(await told(Date.parse('2026-03-03T11:59:59.999Z')), 'type not-yet')
})
