import { catalogue, ResourceId, StreamName, TenantId } from '@visita/domain'
import { connect } from '@visita/event-store'
import { createLogger, systemClock, toInstant } from '@visita/runtime'
import type { Test } from 'tap'
import { business, openingOf, raceChairId, slotAt, startsPerDay } from '../../bench/business.ts'
import { createBusiness } from '../../bench/create-business.ts'
import { race } from '../../bench/generate.ts'
import { raceClients } from '../../bench/measure.ts'
import type { Running } from '../../import/running.ts'

export const raceStory = (t: Test, visita: Running) =>
  t.test(
    'of 200 clients that race for the same 20 starts exactly 20 get one, all others 409 with alternatives',
    async (t) => {
      const { commandUrl: url, readUrl, keys } = visita.demo
      const chair = raceChairId(0)
      const { channel, operator } = await createBusiness(url, keys.platform, [chair])
      const opening = openingOf(systemClock().now(), 10)
      const starts = Array.from({ length: startsPerDay }, (_, slot) => slotAt(opening, slot))

      const result = await race({
        kind: 'race',
        url,
        key: channel,
        clients: raceClients,
        resourceId: chair,
        starts,
        first: 0,
      })
      t.strictSame(result.others, [], 'no other answer')
      t.equal(result.booked, 20)
      t.equal(result.refused, 180)

      const date = toInstant(opening).slice(0, 10)
      const wanted = starts.map(toInstant)

      const logger = createLogger({ service: 'test', level: 'silent' })
      const store = connect({ connectionString: visita.eventStoreUrl, catalogue, logger, connectionName: 'test' })
      t.teardown(() => store.close())
      const stream = StreamName.slot(TenantId.parse(business.tenant), ResourceId.parse(chair), date)
      const claims = await store.read(stream)
      t.ok(
        claims.every(({ type }) => type === 'SlotReserved'),
        'nothing was taken that had to be given back',
      )
      t.strictSame(
        claims.map(({ data }) => (data as { start: string }).start).sort(),
        wanted,
        'each start is claimed once',
      )

      const agenda = await fetch(`${readUrl}/v1/admin/agenda/day?date=${date}`, {
        headers: { authorization: `Bearer ${operator}`, 'visita-min-position': result.position ?? '' },
      })
      t.equal(agenda.status, 200)
      const { resources } = (await agenda.json()) as { resources: { visits: { start: string }[] }[] }
      t.strictSame(
        resources.flatMap(({ visits }) => visits.map(({ start }) => start)).sort(),
        wanted,
        'the agenda has exactly these twenty visits',
      )
    },
  )
