import { randomBytes } from 'node:crypto'
import { PersonId, TenantId } from '@visita/domain'
import { test } from 'tap'
import { createManageLinks } from './manage-link.ts'
import { createUnsubscribeLinks } from './unsubscribe-link.ts'

const masterKey = randomBytes(32)
const links = createUnsubscribeLinks(masterKey, 'https://visita.example/')
const link = { tenant: TenantId.parse('demo'), personId: PersonId.derive('ana'), channel: 'email' } as const
const tokenOf = (url: string) => url.slice(url.lastIndexOf('/') + 1)

test('a link says whose wishes it is for, in which tenant and on which channel, and is always the same', async (t) => {
  const url = links.urlOf(link)
  t.match(url, /^https:\/\/visita\.example\/v1\/unsubscribe\/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{32}$/)
  t.same(links.read(tokenOf(url)), link)
  t.equal(links.urlOf(link), url)
  t.ok(url.length < 200, 'short enough for a text message')
})

test('a link that was altered, made elsewhere or for something else is none', async (t) => {
  const [payload = '', mac = ''] = tokenOf(links.urlOf(link)).split('.')
  const forged = (text: string) => `${Buffer.from(text).toString('base64url')}.${mac}`
  t.equal(links.read(forged(`other ${link.personId} email`)), null, 'another tenant')
  t.equal(links.read(forged(`demo ${PersonId.derive('eva')} email`)), null, 'somebody else')
  t.equal(links.read(forged(`demo ${link.personId} sms`)), null, 'another channel')
  t.equal(createUnsubscribeLinks(randomBytes(32), 'https://visita.example').read(`${payload}.${mac}`), null)
  t.equal(createManageLinks(masterKey, 'https://visita.example').read(`${payload}.${mac}`), null, 'no manage link')
  for (const none of ['', '.', 'x', payload, `${payload}.`, `${payload}.${mac}x`, `${payload}.${mac}.${mac}`]) {
    t.equal(links.read(none), null)
  }
})
