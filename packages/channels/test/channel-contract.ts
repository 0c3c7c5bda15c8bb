import { createServer } from 'node:net'
import { until } from '@visita/testing'
import { type Test, test } from 'tap'
import type { Fakes, Provider } from '../src/fakes/index.ts'
import type { Channel, Content, SendResult } from '../src/index.ts'
import { contents, messageOf, never, startTestFakes } from './stage.ts'

/** What a provider's channel is made of for these tests. */
export interface Subject {
  readonly name: Provider
  readonly provider: string
  readonly content: Content
  /** A channel to the fakes; with `patienceMs`, one that waits no longer. */
  channel(fakes: Pick<Fakes, 'url' | 'smtpUrl'>, patienceMs?: number): Channel
  /** A code for ever and what it means. */
  readonly permanent: { readonly code: number | string; readonly class: string }
  /** What haste and a broken provider are answered with. */
  readonly limited: { readonly class: string; readonly code: string; readonly retryAfterMs: number | null }
  readonly broken: { readonly class: string; readonly code: string }
}

/** What every channel keeps, whatever its provider is like. */
export function keepsTheContract(subject: Subject): void {
  const { name, content } = subject
  const message = messageOf(content)

  async function stage(t: Test): Promise<Fakes> {
    const fakes = await startTestFakes()
    t.teardown(() => fakes.stop())
    return fakes
  }

  test(`${name}: what the provider took is accepted, with its id for it`, async (t) => {
    const fakes = await stage(t)
    const result = await subject.channel(fakes).send(message, never())
    t.match(result, { kind: 'accepted', providerMessageId: /.+/ })
    t.equal(fakes.requests().length, 1)
    t.ok(result.answer.latencyMs >= 0)
  })

  test(`${name}: a code for ever is a refusal that nothing makes good`, async (t) => {
    const fakes = await stage(t)
    const { code } = subject.permanent
    fakes.behave({ provider: name, mode: 'error', code })
    const result = await subject.channel(fakes).send(message, never())
    t.match(result, { kind: 'refused', class: subject.permanent.class, code: String(code), transient: false })
    t.notMatch(withoutBody(result), message.to)
    t.notMatch(withoutBody(result), /Marta|10:30/)
  })

  test(`${name}: haste is a refusal that passes, after as long as the provider says`, async (t) => {
    const fakes = await stage(t)
    fakes.behave({ provider: name, mode: '429', times: 1 })
    const channel = subject.channel(fakes)
    t.match(await channel.send(message, never()), { kind: 'refused', transient: true, ...subject.limited })
    t.match(await channel.send(message, never()), { kind: 'accepted' }, 'and the next is taken')
  })

  test(`${name}: a broken provider is a refusal that passes`, async (t) => {
    const fakes = await stage(t)
    fakes.behave({ provider: name, mode: '500' })
    const result = await subject.channel(fakes).send(message, never())
    t.match(result, { kind: 'refused', transient: true, ...subject.broken })
  })

  test(`${name}: a connection that breaks after the message was taken leaves the outcome unknown`, async (t) => {
    const fakes = await stage(t)
    fakes.behave({ provider: name, mode: 'reset-after-accept' })
    t.match(await subject.channel(fakes).send(message, never()), { kind: 'unknown' })
    t.equal(fakes.requests().length, 1, 'and nothing is repeated')
  })

  test(`${name}: no answer in time leaves the outcome unknown`, async (t) => {
    const fakes = await stage(t)
    fakes.behave({ provider: name, mode: 'timeout' })
    const channel = subject.channel(fakes, 300)
    let result = await channel.send(message, never())
    // On a machine that slept over the connecting, time is up before anything was sent.
    while (fakes.requests().length === 0) result = await channel.send(message, never())
    t.equal(result.kind, 'unknown')
  })

  test(`${name}: called off under way, the outcome is unknown; before, nothing was sent`, async (t) => {
    const fakes = await stage(t)
    fakes.behave({ provider: name, mode: 'timeout' })
    const channel = subject.channel(fakes)
    const { signal, abort } = callOff()
    const sending = channel.send(message, signal)
    await until('the provider has it', () => fakes.requests().length === 1)
    abort()
    t.match(await sending, { kind: 'unknown' })
    t.match(await channel.send(message, AbortSignal.abort()), { kind: 'refused', code: 'aborted', transient: true })
    t.equal(fakes.requests().length, 1)
  })

  test(`${name}: nobody at the address is a refusal that passes, surely not sent`, async (t) => {
    const port = await freePort()
    const nobody = { url: `http://127.0.0.1:${port}`, smtpUrl: `smtp://127.0.0.1:${port}` }
    const result = await subject.channel(nobody).send(message, never())
    t.match(result, { kind: 'refused', class: 'unavailable', transient: true, code: /^E/ })
  })

  test(`${name}: what another channel is for is our mistake`, async (t) => {
    const fakes = await stage(t)
    const other = content.channel === 'sms' ? contents.email : contents.sms
    const result = await subject.channel(fakes).send(messageOf(other), never())
    t.match(result, { kind: 'refused', class: 'our-bug', transient: false })
    t.equal(fakes.requests().length, 0)
  })

  test(`${name}: says which it is`, async (t) => {
    const { provider, channel } = subject.channel({ url: 'http://127.0.0.1:1', smtpUrl: 'smtp://127.0.0.1:1' })
    t.same({ provider, channel }, { provider: subject.provider, channel: content.channel })
  })
}

function callOff() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

/** A result as it may be logged: all but the answer's body, which is sealed. */
const withoutBody = (result: SendResult): string =>
  JSON.stringify({ ...result, answer: { ...result.answer, body: null } })

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 1
}
