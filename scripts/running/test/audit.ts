import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient, taken } from '@visita/client'
import type { Test } from 'tap'
import type { Running } from '../../import/running.ts'
import { visita } from '../../operations/testing.ts'

interface Entry {
  readonly eventId: string
  readonly type: string
  readonly stream: string
  readonly recordedAt: string
  readonly actor: string
  readonly role: string
  readonly correlationId: string
  readonly causationId: string | null
  readonly data: Readonly<Record<string, unknown>>
  readonly cause: { readonly by: { readonly role: string } | null; readonly complete: boolean }
}

const byLine = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

/** Where the stores of the running one are, as a terminal elsewhere would be told. */
async function stores({ dataDir, eventStoreUrl }: Running) {
  const kept = async (path: string) => (await readFile(join(dataDir, path), 'utf8')).trim()
  const port = (await kept('postgres/cluster/postmaster.pid')).split('\n')[3]
  return {
    VISITA_EVENTSTORE_URL: eventStoreUrl,
    VISITA_POSTGRES_URL: `postgres://visita:${await kept('postgres/password')}@127.0.0.1:${port}/visita`,
    VISITA_MASTER_KEY: await kept('master.key'),
  }
}

export const auditStory = (t: Test, running: Running) =>
  t.test(
    'what every process wrote of a visit is one story: over HTTP and in the terminal, now and as of each of its steps',
    async (t) => {
      const { commandUrl, readUrl, keys } = running.demo
      const channel = createClient({ commandUrl, readUrl, key: keys.channel, patienceMs: 60_000 })
      const [operator, auditor] = [channel.withKey(keys.operator), channel.withKey(keys.auditor)]
      const env = await stores(running)

      const typeId = 'videollamada'
      const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString()
      const query = { typeId, from: hours(6), to: hours(14 * 24), limit: 50 }
      const { slots } = await taken(channel.read.GET('/v1/availability', { params: { query } }))
      const [first, later] = [slots[0], slots.at(-1)]
      if (!first || !later) throw new Error('nothing is open in two weeks')
      const hold = await taken(channel.command.POST('/v1/holds', { body: { typeId, start: first.start } }))
      const booking = {
        ...{
          typeId,
          start: hold.start,
          holdId: hold.holdId,
          resourceIds: hold.resourceIds,
          notes: 'Prefers the terrace',
        },
        customer: { name: 'Renata Salgado', phone: '+56922223333' },
      }
      const { id } = await taken(channel.command.POST('/v1/visits', { body: booking }))
      const params = { path: { id } }
      const visit = await taken(operator.read.GET('/v1/visits/{id}', { params }))
      if (visit.status === 'pending')
        await taken(operator.command.POST('/v1/visits/{id}/confirm', { params, body: {} }))
      const moved = { start: later.start, reason: 'She asked for another day' }
      await taken(operator.command.POST('/v1/visits/{id}/reschedule', { params, body: moved }))
      await taken(operator.command.POST('/v1/visits/{id}/cancel', { params, body: { reason: 'She bought elsewhere' } }))

      const audited = (query: { asOf?: string } = {}) =>
        taken(auditor.read.GET('/v1/audit/visits/{id}', { params: { ...params, query } }))
      const audit = await audited()
      // Whoever notifies may still be at it: of what they write, other tests tell.
      const own = (entries: readonly Entry[]) => entries.filter(({ stream }) => /^(slot|visit)-/.test(stream))
      const events = own(audit.events)
      t.match(audit, { visitId: id, status: 'cancelled', visit: { start: later.start, customerId: visit.customerId } })
      const story = [
        ...['SlotHeld', 'SlotHoldReleased', 'SlotReserved', 'VisitRequested', 'VisitConfirmed', 'SlotReserved'],
        ...['VisitRescheduled', 'SlotReleased', 'VisitCancelled', 'SlotReleased'],
      ]
      t.same(
        events.map(({ type }) => type),
        story,
      )
      t.ok(
        events.every(({ cause }) => cause.complete && cause.by !== null),
        'each has its cause',
      )
      t.match(
        events.find(({ type }) => type === 'SlotHeld'),
        { role: 'channel', cause: { by: { role: 'channel' } } },
      )
      t.match(events.find(({ type }) => type === 'VisitCancelled')?.data, { reason: 'She bought elsewhere' })
      t.notMatch(JSON.stringify(audit), /Renata|5692222/)

      for (const { recordedAt } of events) {
        const then = await audited({ asOf: recordedAt }).catch(() => null)
        // As times: `37Z` comes before `37.017Z`, and after it as text.
        const known = events.filter((event) => Date.parse(event.recordedAt) <= Date.parse(recordedAt))
        const status = known.findLast(({ type }) => type in statusAfter)
        if (!status) t.equal(then, null, 'there was no visit yet')
        else {
          t.equal(then?.status, statusAfter[status.type])
          t.same(own(then?.events ?? []), known)
        }
      }

      const history = await visita(env, 'history', id, '--json')
      t.equal(history.code, 0, history.err)
      const plain = ({ data: _, ...entry }: Entry) => entry
      t.same(own(JSON.parse(history.out).events).map(plain), events.map(plain), 'the terminal tells the same')

      const [from, to] = [
        events[0]?.recordedAt ?? '',
        new Date(Date.parse(events.at(-1)?.recordedAt ?? '') + 1).toISOString(),
      ]
      const asLines = { parseAs: 'text', headers: { accept: 'application/x-ndjson' } } as const
      const stretch = { params: { query: { from, to } } }
      const lines = byLine(await taken(auditor.read.GET('/v1/audit/events', { ...stretch, ...asLines })))
      const exported = await visita(env, 'export', '--tenant', 'demo', '--from', from, '--to', to)
      t.equal(exported.code, 0, exported.err)
      t.ok(lines.length > story.length, 'the customer’s registration is there too')
      t.same(byLine(exported.out).map(plain), lines.map(plain))
      const isOpen = ({ data }: Entry) => !JSON.stringify(data).includes('sealed:v1')
      const unsealed = byLine(exported.out).filter(isOpen)
      t.ok(unsealed.length >= story.length - 3)
      for (const event of unsealed) t.same(lines.find(({ eventId }) => eventId === event.eventId)?.data, event.data)
      const opened = await visita(env, 'export', '--tenant', 'demo', '--from', from, '--to', to, '--open')
      t.match(opened.out, /Renata Salgado/)
    },
  )

const statusAfter: Readonly<Record<string, string>> = {
  ...{ VisitRequested: 'pending', VisitConfirmed: 'confirmed', VisitRescheduled: 'confirmed' },
  VisitCancelled: 'cancelled',
}
