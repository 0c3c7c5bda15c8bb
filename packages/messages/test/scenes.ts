import { type MessageData, sampleData } from '../src/index.ts'

/** Ordinary data with short links, for texts that people read. */
export function scene(key: string): MessageData {
  const data = sampleData(key)
  const { unsubscribe, accept } = data.links
  return {
    ...data,
    links: {
      manage: 'https://visitas.example/v1/manage/abc.def',
      unsubscribe: unsubscribe && 'https://visitas.example/v1/unsubscribe/ghi',
      ...(accept !== undefined && { accept: 'https://visitas.example/v1/offers/jkl' }),
    },
  }
}

/** Seven weeks of the same, as a series is told. The clocks change in between. */
export function series(key: string): MessageData {
  const data = scene(key)
  const visits = ['10-06', '10-13', '10-20', '10-27', '11-03', '11-10', '11-17'].map((day, index) => ({
    ...data.visit,
    id: data.visit.id.replace(/.$/, String(index)),
    start: `2026-${day}T${day < '10-25' ? '08' : '09'}:30:00Z`,
    end: `2026-${day}T${day < '10-25' ? '09' : '10'}:00:00Z`,
  }))
  const [visit = data.visit] = visits
  return { ...data, visit, visits, former: null }
}
