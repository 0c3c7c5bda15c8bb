import { test } from 'tap'
import { createMetrics } from './index.ts'

test('metrics carry the service, and asking twice for one gives the same', async (t) => {
  const metrics = createMetrics('command-api')
  metrics.counter('bookings_total', 'Bookings', ['outcome']).inc({ outcome: 'accepted' })
  metrics.counter('bookings_total', 'Bookings', ['outcome']).inc({ outcome: 'accepted' })
  const text = await metrics.text()
  t.match(text, 'bookings_total{outcome="accepted",service="command-api"} 2')
  t.match(text, 'process_resident_memory_bytes{service="command-api"}')
})

test('what is found by asking is asked before each reading, and one who fails or never answers holds nothing up', async (t) => {
  const metrics = createMetrics('command-api')
  const gauge = metrics.gauge('asked', 'How often it was asked')
  metrics.beforeReading(async () => {
    throw new Error('the store is away')
  })
  metrics.beforeReading(() => gauge.inc())
  t.match(await metrics.text(), 'asked{service="command-api"} 1')
  metrics.beforeReading(() => new Promise(() => undefined))
  t.match(await metrics.text(), 'asked{service="command-api"} 2')
})
