import { test } from 'tap'
import { type ground, occasionOf, requested, set, told } from '../../test/planning-examples.ts'
import { VisitId } from '../ids.ts'

test('shadow is what is not live: the tenant, its percentage, or nobody to carry it', (t) => {
  const modesOf = (given: Parameters<typeof ground>[0]) => [
    ...new Set(
      told(occasionOf([requested()]), given).map((line) =>
        line
          .split(' ')
          .slice(2, 3)
          .concat(line.split(' ')[4] ?? '')
          .join(' '),
      ),
    ),
  ]
  t.strictSame(modesOf({ events: [set({ notifications: 'shadow' })] }), [
    'whatsapp>email shadow',
    'in_app shadow',
    'whatsapp>sms>email shadow',
  ])
  t.strictSame(modesOf({ events: [set({ rollout: { percent: 0 } })] }), [
    'whatsapp>email shadow',
    'in_app shadow',
    'whatsapp>sms>email shadow',
  ])
  t.strictSame(modesOf({ configured: new Set(['email']) }), ['email live', 'in_app live'])
  t.strictSame(modesOf({ configured: new Set() }), [
    'whatsapp>email shadow',
    'in_app live',
    'whatsapp>sms>email shadow',
  ])
  t.end()
})

test('the same visits stay live as the percentage grows, and about as many as it says', (t) => {
  const live = (percent: number) =>
    Array.from({ length: 400 }, (_, index) => VisitId.derive(index)).filter((id) =>
      told(occasionOf([requested({ visitId: id })]), { events: [set({ rollout: { percent } })] })[0]?.includes('live'),
    )
  const [some, more] = [live(20), live(60)]
  t.ok(some.every((id) => more.includes(id)))
  t.ok(some.length > 50 && some.length < 110, `${some.length} of 400`)
  t.end()
})
