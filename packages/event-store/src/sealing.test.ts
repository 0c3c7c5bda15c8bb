import { Value } from '@sinclair/typebox/value'
import { SealedSchema } from '@visita/domain'
import fc from 'fast-check'
import { test } from 'tap'
import { erased, newPersonKey, openAll, openSecret, openText, personsIn, sealSecret, sealText } from './index.ts'

const ana = '018f4e3a-0000-7000-8000-00000000000a'
const ben = '018f4e3a-0000-7000-8000-00000000000b'
const key = newPersonKey()

test('whatever is sealed opens again, and its form passes the schema of sealed fields', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = sealText(key, 'demo', ana, text)
      return openText(key, 'demo', sealed) === text && Value.Check(SealedSchema, sealed)
    }),
  )
  t.notOk(Value.Check(SealedSchema, 'Ana Torres'), 'plain text does not pass')
  t.end()
})

test('the same text of the same person gives the same ciphertext, another person or tenant another one', (t) => {
  const sealed = sealText(key, 'demo', ana, 'Ana Torres')
  t.equal(sealText(key, 'demo', ana, 'Ana Torres'), sealed)
  t.not(sealText(key, 'demo', ana, 'Ana Torrez'), sealed)
  t.not(sealText(key, 'other', ana, 'Ana Torres'), sealed)
  t.not(sealText(key, 'demo', ben, 'Ana Torres'), sealed)
  t.not(sealText(newPersonKey(), 'demo', ana, 'Ana Torres'), sealed)
  t.end()
})

test('an altered text, another key and another tenant do not open', (t) => {
  const sealed = sealText(key, 'demo', ana, 'Ana Torres')
  const at = sealed.length - 3
  const altered = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
  t.throws(() => openText(key, 'demo', altered))
  t.throws(() => openText(newPersonKey(), 'demo', sealed))
  t.throws(() => openText(key, 'other', sealed))
  t.throws(() => openText(key, 'demo', 'Ana Torres'))
  t.end()
})

test('every sealed text inside a value is opened; where the key is gone it reads erased', (t) => {
  const other = newPersonKey()
  const value = {
    name: sealText(key, 'demo', ana, 'Ana'),
    seats: 2,
    friends: [{ name: sealText(other, 'demo', ben, 'Ben'), role: null }],
  }
  t.same([...personsIn(value)].sort(), [ana, ben])
  t.same(openAll(value, 'demo', new Map([[ana, key]])), {
    name: 'Ana',
    seats: 2,
    friends: [{ name: erased, role: null }],
  })
  const plain = { a: [1, { b: 'x' }] }
  t.equal(openAll(plain, 'demo', new Map()), plain, 'a value without personal data is not copied')
  t.end()
})

test('a secret is opened by whoever asks for it by name, and by nothing that opens personal data', async (t) => {
  const key = newPersonKey()
  const keyId = '6f0c7f2e-0000-4000-8000-00000000000a'
  const secret = sealSecret(key, 'demo', keyId, 'EAA-token')
  t.match(secret, /^secret:v1:6f0c7f2e-0000-4000-8000-00000000000a:/)
  t.equal(sealSecret(key, 'demo', keyId, 'EAA-token'), secret, 'the same secret is the same text')
  t.equal(openSecret(key, 'demo', secret), 'EAA-token')
  t.throws(() => openSecret(newPersonKey(), 'demo', secret))
  t.throws(() => openSecret(key, 'other', secret), 'it is bound to its tenant')
  const data = { account: { channel: 'whatsapp' }, secrets: secret }
  t.equal(personsIn(data).size, 0)
  t.equal(openAll(data, 'demo', new Map([[keyId, key]])), data)
})
