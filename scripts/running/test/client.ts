import { randomUUID } from 'node:crypto'
import { createClient, Refusal, taken } from '@visita/client'
import type { Test } from 'tap'
import type { Running } from '../../import/running.ts'

export const clientStory = (t: Test, running: Running) =>
  t.test('the typed client, with every process running', async (t) => {
    const { commandUrl, readUrl, keys } = running.demo
    // As long as a machine under load may take to start a killed process again.
    const channel = createClient({ commandUrl, readUrl, key: keys.channel, patienceMs: 120_000 })
    const operator = channel.withKey(keys.operator)

    const typeId = 'videollamada'
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
    const stretch = { typeId, from: inHours(6), to: inHours(14 * 24), limit: 100 }
    const { slots } = await taken(channel.read.GET('/v1/availability', { params: { query: stretch } }))
    const [first, last] = [slots[0], slots.at(-1)]
    if (!first || !last) throw new Error('nothing is open in two weeks')
    const resourceIds = first.resourceIds.slice(0, 1)
    const customer = { name: 'Ana Rojas', phone: '+56911112222' }
    const booking = { typeId, start: first.start, resourceIds, customer }
    const visit = await taken(channel.command.POST('/v1/visits', { body: booking }))
    const path = { id: visit.id }

    const query = { customerId: visit.customerId }
    const listed = async () =>
      (await taken(operator.read.GET('/v1/admin/visits', { params: { query } }))).items.map(
        ({ id, start, status }) => ({
          ...{ id, start, status },
        }),
      )

    await t.test('a booking is in the list that is read next, by the channel and by staff', async (t) => {
      t.match(visit, { typeId, start: first.start, status: 'pending', resourceIds })
      t.ok(channel.position, 'where the booking stands')
      const own = await taken(channel.read.GET('/v1/visits', { params: { query } }))
      t.match(own.items, [{ id: visit.id, start: first.start }])
      t.match(await listed(), [{ id: visit.id, start: first.start, status: 'pending' }])
    })

    await t.test('a call with the same idempotency key is the same call', async (t) => {
      const header = { 'idempotency-key': randomUUID() }
      const again = { ...booking, start: last.start, resourceIds: last.resourceIds.slice(0, 1) }
      const once = await channel.command.POST('/v1/visits', { body: again, params: { header } })
      const twice = await channel.command.POST('/v1/visits', { body: again, params: { header } })
      t.same(twice.data, once.data)
      t.equal(twice.response.headers.get('idempotent-replayed'), 'true')
      const { error } = await channel.command.POST('/v1/visits', { body: booking, params: { header } })
      t.match(error, { status: 422, type: '/problems/idempotency-key-reused' })
      const id = once.data?.id ?? ''
      await taken(operator.command.POST('/v1/visits/{id}/cancel', { params: { path: { id } }, body: {} }))
    })

    await t.test('refusals come as problems, with what belongs to them', async (t) => {
      const taken409 = await channel.command.POST('/v1/visits', { body: booking })
      t.match(taken409.error, { status: 409, type: '/problems/slot-unavailable', alternatives: Array })
      const malformed = await channel.command.POST('/v1/visits', { body: { ...booking, start: 'tomorrow' } })
      t.match(malformed.error, { status: 400, type: '/problems/invalid-request', errors: [{ path: '/start' }] })
      const refused = await taken(
        channel.read.GET('/v1/admin/visits', { headers: { 'x-request-id': 'who-am-i' } }),
      ).catch((error) => error)
      t.ok(refused instanceof Refusal)
      t.match(refused, { status: 403, slug: 'forbidden', requestId: 'who-am-i' })
      t.match(refused.problem, { instance: '/requests/who-am-i' })
      const unknown = channel.withKey('vk_demo_none_none')
      t.match((await unknown.read.GET('/v1/resources')).error, { status: 401, type: '/problems/unauthenticated' })
    })

    await t.test('a visit is moved, and the list has it there at once, though the projector was killed', async (t) => {
      await running.kill('projector')
      const moved = await taken(
        operator.command.POST('/v1/visits/{id}/reschedule', { params: { path }, body: { start: last.start } }),
      )
      t.match(moved, { id: visit.id, start: last.start })
      t.ok((await listed()).some(({ id, start }) => id === visit.id && start === last.start))
    })

    await t.test('a visit is cancelled once, and what comes too late is refused', async (t) => {
      const body = { reason: 'Bought elsewhere' }
      t.match(await taken(operator.command.POST('/v1/visits/{id}/cancel', { params: { path }, body })), {
        status: 'cancelled',
      })
      const again = await operator.command.POST('/v1/visits/{id}/cancel', { params: { path }, body })
      t.equal(again.response.headers.get('visita-unchanged'), 'true')
      t.ok((await listed()).every(({ status }) => status === 'cancelled'))
      const { error } = await operator.command.POST('/v1/visits/{id}/confirm', { params: { path }, body: {} })
      t.match(error, { status: 409 })
      t.match(error?.type, /^\/problems\/[a-z-]+$/)
    })
  })
