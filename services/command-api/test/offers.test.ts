import { randomBytes } from 'node:crypto'
import { createAgenda, seekTime } from '@visita/agenda'
import { openOffer, ResourceId, StreamName, WaitlistEntryId, type WaitlistEvent, waitlist } from '@visita/domain'
import { createOfferLinks } from '@visita/http'
import { connectPostgres, createVault } from '@visita/read-store'
import { createLogger, monotonic } from '@visita/runtime'
import { test } from 'tap'
import { publicUrl, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const minute = 60_000
const links = createOfferLinks(Buffer.from(stores.places.masterKey, 'base64'), publicUrl)

// The reactor makes the offers. Here its process is called when a test says so.
const readStore = connectPostgres({
  ...{ url: stores.places.postgres, role: 'visita_writer', applicationName: 'test' },
  logger: createLogger({ service: 'command-api', level: 'silent' }),
})
const agenda = createAgenda({
  ...{
    store: api.store,
    clock: api.clock,
    vault: createVault(readStore, randomBytes(32)),
    monotonic,
    alwaysFresh: true,
  },
  readModel: {
    resourceIds: async () => ['ana', 'ben', 'flat'].map((id) => ResourceId.parse(id)),
    visitsAmong: async () => [],
    lastAssigned: async () => new Map(),
    usualAgents: async () => new Map(),
  },
})
const entryOf = async (entryId: WaitlistEntryId) => {
  const recorded = await api.store.read(StreamName.waitlist(tenant, entryId))
  const { entry } = recorded.reduce(
    (state, event) => waitlist.evolve(state, event as unknown as WaitlistEvent),
    waitlist.initial,
  )
  if (!entry) throw new Error('nobody waits')
  return entry
}

let people = 0
/** Somebody who waits for ana's first hour of that day, is offered a time, and the path of their link. */
async function offered(date: string) {
  const { body } = await api.send('channel', 'POST', '/v1/waitlist', {
    typeId: 'viewing',
    customer: { name: `Waiting ${++people}`, phone: `+5699999${String(people).padStart(4, '0')}` },
    ...{ from: `${date}T12:00:00Z`, to: `${date}T13:00:00Z`, resourceIds: ['ana'] },
  })
  const entryId = WaitlistEntryId.parse(body.id)
  const entry = await entryOf(entryId)
  const caller = { actor: 'system:seek-time', role: 'system' }
  const request = { tenant, caller, requestId: 'seek', channel: 'reactor' }
  const waitingWithin = async () => [entry]
  await seekTime({ agenda, request, waitingWithin, signal: new AbortController().signal }, entryId)
  return { entryId, link: links.urlOf({ tenant, entryId, number: 1 }).slice(publicUrl.length) }
}
const open = (url: string, headers: Record<string, string> = {}) => api.app.inject({ method: 'GET', url, headers })
const post = (url: string, headers: Record<string, string> = {}) => api.app.inject({ method: 'POST', url, headers })
const html = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' }

test('the link shows the time that is kept, takes nothing when it is only opened, and takes it once when asked', async (t) => {
  const { entryId, link } = await offered('2026-03-03')
  const shown = await open(link)
  t.match(shown.json(), { status: 'open', typeName: 'viewing', start: '2026-03-03T12:00:00Z', manageUrl: null })
  t.notMatch(shown.body, /Waiting|customerId/)
  t.ok(openOffer(await entryOf(entryId)), 'it still waits for an answer')

  const taken = await post(`${link}/accept`)
  t.match(taken.json(), { status: 'accepted', manageUrl: `${publicUrl}/v1/manage/` })
  t.ok(taken.headers['visita-position'])
  t.same((await post(`${link}/accept`)).json(), taken.json(), 'asked twice it is the same visit')
  const { visitId, customerId } = await entryOf(entryId)
  const [made] = visitId ? await api.store.read(StreamName.visit(tenant, visitId)) : []
  t.match(made, { type: 'VisitRequested', meta: { actor: `customer:${customerId}`, channel: 'offer-link' } })
  t.equal((await post(`${link}/decline`)).statusCode, 409, 'it is theirs now')
})

test('as a page, in the language asked for, with forms that lead back to it', async (t) => {
  const { entryId, link } = await offered('2026-03-04')
  const page = await open(link, { accept: 'text/html', 'accept-language': 'ca' })
  t.match(page.headers['content-type'], 'text/html')
  t.match(page.body, /<html lang="ca">[\s\S]*Hi ha una hora per a tu[\s\S]*\/accept"/)
  const declined = await post(`${link}/decline`, html)
  t.equal(declined.statusCode, 303)
  t.match(declined.headers.location, /\?told=declined$/)
  t.match(await entryOf(entryId), { offers: [{ outcome: 'declined' }] })
  t.equal((await post(`${link}/decline`, html)).statusCode, 303)
  t.match((await open(`${link}?told=declined`, { accept: 'text/html' })).body, 'De acuerdo')
  t.match((await open(link, { accept: 'text/html' })).body, 'ya no está disponible')
})

test('too late, or by a link that nobody here has made, nothing is taken', async (t) => {
  const { entryId, link } = await offered('2026-03-05')
  api.clock.set(api.clock.now() + 16 * minute)
  t.match((await open(link)).json(), { status: 'ended' })
  t.equal((await post(`${link}/accept`)).statusCode, 409)
  t.match((await post(`${link}/accept`, html)).headers.location, /\?told=taken$/)
  t.equal((await entryOf(entryId)).visitId, null)
  const other = links.urlOf({ tenant, entryId, number: 2 }).slice(publicUrl.length)
  for (const wrong of [other, `${link}x`, '/v1/offers/made.up']) {
    t.equal((await open(wrong)).statusCode, 404)
    t.equal((await post(`${wrong}/accept`)).statusCode, 404)
  }
  t.match((await open('/v1/offers/made.up', { accept: 'text/html' })).body, 'no es válido')
})

test('end', async () => {
  await readStore.end()
  await api.close()
  await stores.stop()
})
