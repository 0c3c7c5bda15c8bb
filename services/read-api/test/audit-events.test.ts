import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { catalogue, StreamName, type TenantId } from '@visita/domain'
import { tenantCreated } from '@visita/projections/testing'
import { until } from '@visita/testing'
import { test } from 'tap'
import { at, demo, other, type ReadApi, startReadApi } from './harness.ts'

interface Listed {
  readonly position: string
  readonly type: string
  readonly stream: string
  readonly actor: string
  readonly recordedAt: string
  readonly data: { readonly answered: number; readonly whole: boolean }
}

const lines = 'application/x-ndjson'
const stretch = `from=${at('10:00')}&to=${at('20:00')}`

/** Facts that no read model is made of, numbered, a second apart from 10:00, as large as the kilobytes say; in appends of fifty. */
async function write(api: ReadApi, tenant: TenantId, count: number, { actor = 'key:ana', kilobytes = 0 } = {}) {
  const names = Array.from({ length: kilobytes * 2 }, (_, i) => 'a'.repeat(i + 1))
  const asked = Object.fromEntries(names.map((name) => [name, 'x'.repeat(500)]))
  const begin = Date.parse(at('10:00'))
  for (let done = 0; done < count; done += 50) {
    const events = Array.from({ length: Math.min(50, count - done) }, (_, i) => {
      const recordedAt = new Date(begin + (done + i) * 1000).toISOString().replace('.000Z', 'Z')
      return {
        id: randomUUID(),
        type: 'AuditRead',
        data: { readId: randomUUID(), route: 'many', asked, answered: done + i, at: recordedAt },
        meta: { tenant, actor, role: 'admin', channel: 'api', correlationId: 'c', occurredAt: recordedAt, recordedAt },
      }
    })
    await api.store.append(StreamName.auditLog(tenant, '2026-03-02'), events, 'any')
  }
}

async function pages(api: ReadApi, query: string, tenant = demo): Promise<Listed[]> {
  const items: Listed[] = []
  for (let cursor: string | null = null, asked = 0; asked === 0 || cursor !== null; asked++) {
    const more: string = cursor === null ? '' : `&cursor=${cursor}`
    const { status, body } = await api.get('auditor', `/v1/audit/events?${query}${more}`, tenant)
    if (status !== 200) throw new Error(JSON.stringify(body))
    items.push(...body.items)
    cursor = body.nextCursor
  }
  return items
}
const answeredOf = (items: readonly Listed[]) => items.map(({ data }) => data.answered)
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** Begins an answer of lines; nothing of it is read yet. */
async function begin(api: ReadApi, query: string): Promise<IncomingMessage> {
  if (!api.app.server.listening) await api.app.listen({ port: 0, host: '127.0.0.1' })
  const address = api.app.server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const headers = { authorization: `Bearer ${api.keys.get('demo auditor')}`, accept: lines }
  const asked = request({ port, host: '127.0.0.1', path: `/v1/audit/events?${query}`, headers, agent: false }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return answer
}
async function readLines(answer: IncomingMessage): Promise<Listed[]> {
  const items: Listed[] = []
  for await (const line of createInterface({ input: answer })) items.push(JSON.parse(line))
  return items
}
/** How long answers ended. By when, since one page looks through a part of the log only. */
const endings = (api: ReadApi) => pages(api, `type=AuditReadEnded&from=${at('23:00')}`)

test('GET /v1/audit/events', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  api.clock.set(Date.parse(at('23:00')))
  // One whose name begins alike, and whose own stream does too.
  const alike = 'demo-2' as TenantId
  api.record(StreamName.tenant(alike), tenantCreated(alike), at('10:00'))
  await write(api, alike, 10)
  await write(api, demo, 120)
  await write(api, demo, 3, { actor: 'key:ben' })
  await api.settled()

  await t.test('pages go through a stretch of time, each event once, and no other tenant’s', async (t) => {
    for (const limit of [7, 50, 200]) {
      t.same(
        answeredOf(await pages(api, `${stretch}&limit=${limit}`)),
        [...numbers(0, 120), 0, 1, 2],
        `${limit} a page`,
      )
    }
    t.same(await pages(api, stretch, other), [])
    const some = `from=${at('10:00').replace(':00Z', ':30Z')}&to=${at('10:01')}&limit=9`
    t.same(answeredOf(await pages(api, some)), numbers(30, 60), 'from is in it, to is not')
    t.same(await pages(api, `from=${at('20:00')}&type=AuditReadEnded`), [])
    t.same(answeredOf(await pages(api, `${stretch}&actor=key:ben`)), [0, 1, 2])
    t.same(await pages(api, `${stretch}&type=TenantCreated&type=KeyIssued`), [], 'those were recorded before')
    t.equal((await pages(api, 'type=TenantCreated&type=KeyIssued')).length, 5)
    const every = catalogue.map(({ type }) => `type=${type}`).join('&')
    t.same(await pages(api, `${every}&to=${at('00:00')}`), await pages(api, `to=${at('00:00')}`))
    t.match((await pages(api, 'type=TenantCreated'))[0], { stream: 'tenant-demo', revision: 0, actor: 'key:test' })
  })

  await t.test('the list ends where it stood when it was begun, though reading it is recorded in it', async (t) => {
    const own = `type=AuditRead&from=${at('23:00')}&limit=1`
    const before = await pages(api, own)
    t.ok(before.length > 10)
    t.equal((await pages(api, own)).length, before.length * 2, 'one more for each page')
  })

  await t.test('what is malformed is refused', async (t) => {
    const refused = async (query: string, path: string) =>
      t.match(
        await api.get('auditor', `/v1/audit/events?${query}`),
        { status: 400, body: { errors: [{ path }] } },
        query,
      )
    await refused('from=yesterday', '/from')
    await refused(`from=${at('10:00')}&to=${at('10:00')}`, '/to')
    await refused('type=NoSuchEvent', '/type/0')
    await refused('actor=Ana%20N%C3%BA%C3%B1ez', '/actor')
    await refused('limit=201', '/limit')
    await refused('cursor=AAAA', '/cursor')
    t.equal((await api.get('operator', '/v1/audit/events')).status, 403)
  })

  await t.test('as lines it is all of it, the same as by pages, and at the end is on record how much', async (t) => {
    await write(api, demo, 3000, { actor: 'key:many' })
    const query = `${stretch}&actor=key:many`
    const answer = await begin(api, query)
    t.equal(answer.statusCode, 200)
    t.equal(answer.headers['content-type'], 'application/x-ndjson; charset=utf-8')
    const items = await readLines(answer)
    t.same(answeredOf(items), numbers(0, 3000))
    t.same(items, await pages(api, `${query}&limit=200`))
    t.match((await endings(api)).at(-1), { data: { answered: 3000, whole: true } })
  })

  await t.test('who reads slowly makes it wait, and who leaves ends it; what they had is on record', async (t) => {
    await write(api, demo, 1500, { actor: 'key:large', kilobytes: 8 })
    const ended = (await endings(api)).length
    const answer = await begin(api, `${stretch}&actor=key:large`)
    await once(answer, 'readable')
    const [first] = String(answer.read()).split('\n', 1)
    t.equal(answeredOf([JSON.parse(first ?? '')])[0], 0)
    // While nobody takes more of it, it stands still: as many events again go by pages meanwhile.
    await pages(api, `${stretch}&actor=key:large&limit=200`)
    t.equal((await endings(api)).length, ended)
    answer.destroy()
    await until('the end is on record', async () => (await endings(api)).length > ended)
    const data = (await endings(api)).at(-1)?.data
    t.match(data, { whole: false })
    t.ok((data?.answered ?? 1500) < 1500, `${data?.answered} of 1500`)
  })

  await t.test('a service that stops breaks it off, and nobody takes that for its end', async (t) => {
    const answer = await begin(api, `${stretch}&actor=key:large`)
    await once(answer, 'readable')
    const closing = api.app.close()
    await t.rejects(text(answer), { code: 'ECONNRESET' })
    await closing
  })
})
