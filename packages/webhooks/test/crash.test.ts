import { fork } from 'node:child_process'
import { once } from 'node:events'
import { until } from '@visita/testing'
import { test } from 'tap'
import { demo, startWebhookTest, statusOf, tapOf, type WebhookTest } from './stage.ts'

const phone = '+34600111222'

/** A worker as a process of its own, killed with kill -9 in the middle of what it does. */
async function killedAt(where: string, { places }: WebhookTest): Promise<void> {
  const worker = fork(new URL('./worker.ts', import.meta.url), [JSON.stringify(places), where])
  const [, signal] = await once(worker, 'exit')
  if (signal !== 'SIGKILL') throw new Error(`it ended by ${signal}`)
}

test('what is kept is done, once, although whoever does it is killed again and again', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  await w.createTenant(demo)
  const ana = await w.createCustomer(demo, phone)
  const { visitId } = await w.createVisit(demo, ana)
  const messages = await Promise.all(Array.from({ length: 20 }, () => w.sendMessage(demo, ana)))
  const statuses = messages.flatMap(({ correlation }) => statusOf('delivered', correlation).statuses)
  await w.tell({ ...tapOf(phone, 'confirm', { visitId, revision: 0 }), statuses })
  // Nobody was there when it came in; then somebody dies before it did anything, and after some of it.
  for (const where of ['visit', 'answer']) {
    await killedAt(where, w)
    t.equal(await w.kept(), 1, `killed at the ${where}, it is there still`)
    t.strictSame(await w.outcomes(), {})
  }
  t.equal((await w.visit(demo, visitId)).status, 'confirmed', 'the second had come so far')
  w.run()
  await until('it is done', async () => (await w.kept()) === 0)
  t.strictSame(await w.outcomes(), { applied: 20, confirmed: 1 })
  for (const message of messages) {
    t.equal((await message.types()).filter((type) => type === 'NotificationDelivered').length, 1)
  }
  const visit = await w.store.read(`visit-${demo}_${visitId}`)
  t.equal(visit.filter(({ type }) => type === 'VisitConfirmed').length, 1)
  t.match(w.answers, [{ kind: 'reply.confirmed' }], 'and they are answered')
})

test('what breaks off is left for later, and holds nothing else up', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, phone)
  const [bad, good] = [await w.sendMessage(demo, ana), await w.sendMessage(demo, ana)]
  let isBroken = true
  w.run({
    vault: {
      ...w.vault,
      keys: async (tenant, ids) => {
        if (isBroken) throw new Error('the vault is closed')
        return w.vault.keys(tenant, ids)
      },
    },
  })
  await good.accept('wamid.known')
  await w.tell({
    statuses: [...statusOf('delivered', bad.correlation).statuses, ...statusOf('delivered', good.correlation).statuses],
  })
  await until('the good one is done', async () => (await w.outcomes()).applied === 1)
  t.equal(await w.kept(), 1)
  isBroken = false
  await until('the other one is done', async () => (await w.kept()) === 0)
  t.strictSame(await w.outcomes(), { applied: 2 })
})
