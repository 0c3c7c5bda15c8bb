import { eraseCustomer } from '@visita/agenda'
import { StreamName } from '@visita/domain'
import { test } from 'tap'
import { erasure } from '../src/policies/erasure.ts'
import { dieAt, Killed, requestOf, type Stage, startStage, tenant } from './stage.ts'

const stage: Stage = await startStage()
const { agenda } = stage
const register = async (name: string) => {
  const { personId } = await agenda.people.customer(requestOf(name), { name }, stage.clock.now())
  return personId
}
const hasKey = async (personId: Awaited<ReturnType<typeof register>>) =>
  (await agenda.people.seal(tenant, personId, 'text')) !== null
const nobody = async () => false

test('an erasure that died before the key was destroyed is ended; nobody else loses theirs', async (t) => {
  const [ana, eva] = [await register('Ana'), await register('Eva')]
  await t.rejects(eraseCustomer(stage.newAgenda(dieAt('customer-erased')), requestOf('erase'), ana, nobody), Killed)
  t.ok(await hasKey(ana), 'the log says it, and the key is there')
  await stage.withReactors([erasure], stage.settled)
  t.same([await hasKey(ana), await hasKey(eva)], [false, true])
  t.same(await stage.eventsOf(StreamName.customer(tenant, ana)), ['CustomerRegistered', 'CustomerErased'])
})

test('of an erasure that was finished nothing is left to do', async (t) => {
  const luz = await register('Luz')
  await eraseCustomer(agenda, requestOf('erase'), luz, nobody)
  t.notOk(await hasKey(luz))
  await stage.withReactors([erasure], stage.settled)
  t.notOk(await hasKey(luz))
})

test('end', () => stage.stop())
