import { createMetrics } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { createAllowances } from '../src/allowances.ts'
import { budgetsInUse, watchBudgets } from '../src/budgets.ts'
import { demo, hour, minute, noon, startStage } from './stage.ts'

test('how much of a day’s messages is used goes by the tenant’s own day, and by its policies as they are now', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const { readStore, streams, clock } = stage
  const metrics = createMetrics('dispatcher')
  watchBudgets(metrics, readStore, streams.tenants, clock)
  /** A store that is busy may be asked again: then the figure is not there. */
  const tells = (shares: Record<string, number>) =>
    until(`it tells ${JSON.stringify(shares)}`, async () => {
      const text = await metrics.text()
      return Object.entries(shares).every(([channel, share]) =>
        text.includes(`visita_notification_budget_used_ratio{channel="${channel}",service="dispatcher"} ${share}\n`),
      )
    })
  const allow = createAllowances(readStore)
  const use = (channel: 'whatsapp' | 'sms' | 'email', day: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        allow({
          ...{ now: clock.now(), isCritical: false, isItsTurn: false, rates: [] },
          budget: { tenant: demo, channel, day, most: 100 },
        }),
      ),
    )
  const inUse = () => budgetsInUse(readStore, streams.tenants, clock.now())
  // Nobody has a limit.
  await tells({ whatsapp: 0, email: 0, sms: 0 })

  await stage.setPolicies({ messagesPerDay: { sms: 10, email: 4, whatsapp: 0 } })
  await use('sms', '2026-03-02', 8)
  await use('sms', '2026-03-01', 10)
  await use('email', '2026-03-02', 1)
  await use('whatsapp', '2026-03-02', 1)
  t.same(await inUse(), [
    { tenant: demo, channel: 'email', used: 1, most: 4 },
    { tenant: demo, channel: 'sms', used: 8, most: 10 },
  ])
  await tells({ whatsapp: 0, email: 0.25, sms: 0.8 })

  clock.set(noon + 11 * hour - minute)
  t.equal((await inUse()).length, 2, 'a minute to midnight in Madrid')
  clock.set(noon + 11 * hour)
  t.same(await inUse(), [], 'a new day there, though not in UTC')
  clock.set(noon)
  await stage.setPolicies({ messagesPerDay: { sms: 100 } })
  t.same(await inUse(), [{ tenant: demo, channel: 'sms', used: 8, most: 100 }])
  await stage.setPolicies({})
  t.same(await inUse(), [])
})
