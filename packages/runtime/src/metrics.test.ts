import { test } from 'tap'
import { createMetrics } from './index.ts'

test('metrics carry the service, and asking twice for one gives the same', async (t) => {
  const metrics = createMetrics('command-api')
  metrics.counter('bookings_total', 'Bookings', ['outcome']).inc({ outcome: 'accepted' })
  metrics.counter('bookings_total', 'Bookings', ['outcome']).inc({ outcome: 'accepted' })
  const text = await metrics.registry.metrics()
  t.match(text, 'bookings_total{outcome="accepted",service="command-api"} 2')
  t.match(text, 'process_resident_memory_bytes{service="command-api"}')
})
