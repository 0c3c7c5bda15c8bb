import { test } from 'tap'
import { type OutgoingMessage, whatsApp } from '../src/index.ts'
import { failureOfCode } from '../src/whatsapp/failures.ts'
import { keepsTheContract } from './channel-contract.ts'
import { contents, messageOf, never, notificationId, startTestFakes, visitId } from './stage.ts'

const channel = (url: string, timeoutMs = 60_000) =>
  whatsApp({ phoneNumberId: '106540352242922', accessToken: 'EAAG', version: 'v23.0', baseUrl: url, timeoutMs })

keepsTheContract({
  name: 'whatsapp',
  provider: 'whatsapp-cloud',
  content: contents.whatsapp,
  channel: ({ url }, patienceMs) => channel(url, patienceMs),
  permanent: { code: 131026, class: 'unreachable' },
  limited: { class: 'rate-limited', code: '130429', retryAfterMs: null },
  broken: { class: 'unavailable', code: '131000' },
})

async function bodyOf(message: OutgoingMessage): Promise<unknown> {
  const fakes = await startTestFakes()
  await channel(fakes.url).send(message, never())
  const [request] = fakes.requests()
  await fakes.stop()
  return request?.body
}

test('outside the window it is the approved template, buttons by their place, links by their end', async (t) => {
  t.same(await bodyOf(messageOf(contents.whatsapp)), {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '34612345678',
    type: 'template',
    template: {
      name: 'visit_reminder_t24h_v3',
      language: { code: 'ca' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Marta' },
            { type: 'text', text: 'dimarts 24, 10:30' },
          ],
        },
        ...['confirm', 'cancel'].map((action, index) => ({
          type: 'button',
          sub_type: 'quick_reply',
          index: String(index),
          parameters: [{ type: 'payload', payload: `v1:${action}:${visitId}:r4` }],
        })),
        { type: 'button', sub_type: 'url', index: '2', parameters: [{ type: 'text', text: 'abc' }] },
      ],
    },
    biz_opaque_callback_data: `demo:${notificationId}:1`,
  })
})

test('inside the window it is free text with buttons that answer', async (t) => {
  t.match(await bodyOf(messageOf(contents.whatsapp, { windowOpen: true })), {
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: contents.whatsapp.text },
      action: {
        buttons: [
          { type: 'reply', reply: { id: `v1:confirm:${visitId}:r4`, title: 'Confirmar' } },
          { type: 'reply', reply: { id: `v1:cancel:${visitId}:r4`, title: 'Cancelar' } },
        ],
      },
    },
    biz_opaque_callback_data: `demo:${notificationId}:1`,
  })
})

test('inside the window without buttons it is text; what is too long for it goes as the template', async (t) => {
  const plain = { ...contents.whatsapp, buttons: [] }
  t.match(await bodyOf(messageOf(plain, { windowOpen: true })), { type: 'text', text: { body: plain.text } })
  const long = { ...contents.whatsapp, text: 'a'.repeat(1025) }
  t.match(await bodyOf(messageOf(long, { windowOpen: true })), { type: 'template' })
})

test('every code of the list means what follows from it', async (t) => {
  const table: Record<string, number[]> = {
    'unavailable transient': [1, 2, 131000, 131016, 131057, 2494100, 133004],
    'rate-limited transient': [4, 80007, 130429, 131056],
    'unreachable final': [131026, 131021, 130403, 131062, 131049, 130472],
    'opted-out final': [131050],
    'window-closed final': [131047],
    'template final': [132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069],
    'account final': [
      0, 3, 10, 200, 250, 299, 131005, 190, 368, 131031, 130497, 131042, 131045, 133010, 131037, 131048, 131064,
    ],
    'our-bug final': [33, 100, 131008, 131009, 131051, 131052, 131053],
  }
  for (const [expected, codes] of Object.entries(table)) {
    for (const code of codes) {
      const failure = failureOfCode(code)
      t.equal(`${failure?.class} ${failure?.transient ? 'transient' : 'final'}`, expected, String(code))
    }
  }
  t.equal(failureOfCode(999_999), null)
  t.match(failureOfCode(999_999, true), { class: 'unavailable', transient: true, code: '999999' })
  t.match(failureOfCode(190, true), { class: 'account', transient: false }, 'what is known is not softened')
})

test('a code that nobody knows is not tried again on this channel', async (t) => {
  const fakes = await startTestFakes()
  t.teardown(() => fakes.stop())
  fakes.behave({ provider: 'whatsapp', mode: 'error', code: 139_999 })
  t.match(await channel(fakes.url).send(messageOf(contents.whatsapp), never()), {
    kind: 'refused',
    class: 'unreachable',
    code: '139999',
    transient: false,
  })
})

test('too much for one person waits four times as long each time', async (t) => {
  const fakes = await startTestFakes()
  t.teardown(() => fakes.stop())
  fakes.behave({ provider: 'whatsapp', mode: 'error', code: 131_056 })
  const waits = []
  for (const attempt of [1, 2, 3, 9]) {
    const result = await channel(fakes.url).send(messageOf(contents.whatsapp, { attempt }), never())
    waits.push(result.kind === 'refused' ? result.retryAfterMs : null)
  }
  t.same(waits, [1_000, 4_000, 16_000, 256_000])
})
