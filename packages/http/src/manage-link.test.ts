import { randomBytes } from 'node:crypto'
import { TenantId, VisitId } from '@visita/domain'
import { test } from 'tap'
import { createManageLinks } from './manage-link.ts'

const masterKey = randomBytes(32)
const links = createManageLinks(masterKey, 'https://visita.example/')
const link = { tenant: TenantId.parse('demo'), visitId: VisitId.derive('one'), generation: 2 }
const tokenOf = (url: string) => url.slice(url.lastIndexOf('/') + 1)

test('a link says which visit of which tenant, and in which generation it was made', async (t) => {
  const url = links.urlOf(link)
  t.match(url, /^https:\/\/visita\.example\/v1\/manage\/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{32}$/)
  t.same(links.read(tokenOf(url)), link)
  t.equal(links.urlOf(link), url, 'and is the same whenever it is made')
  t.ok(url.length < 200, 'short enough for a text message')
})

test('a link that was altered, made elsewhere or made up is none', async (t) => {
  const token = tokenOf(links.urlOf(link))
  const [payload = '', mac = ''] = token.split('.')
  const other = Buffer.from(`demo ${VisitId.derive('two')} 2`).toString('base64url')
  t.equal(links.read(`${other}.${mac}`), null, 'another visit')
  t.equal(links.read(`${payload}.${mac.slice(0, -1)}${mac.endsWith('A') ? 'B' : 'A'}`), null)
  t.equal(createManageLinks(randomBytes(32), 'https://visita.example').read(token), null, 'another master key')
  for (const none of ['', '.', 'x', payload, `${payload}.`, `${payload}.${mac}x`, `${payload}.${mac}.${mac}`]) {
    t.equal(links.read(none), null)
  }
})
