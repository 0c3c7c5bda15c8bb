import type { AccountChange, AccountUpdate } from '@visita/channels'
import type { TakenDelivery } from './deliveries.ts'
import { type Told, type Tools, toldOf } from './tools.ts'

/** What takes nothing from anybody: for the record alone. */
const harmless: ReadonlySet<AccountChange> = new Set([
  'template-approved',
  'quality-medium',
  'quality-high',
  'limit-changed',
  'account-reinstated',
])

/**
 * Says what became of an account: nothing else follows by itself, since sending finds out what still works, and a person mends the
 * rest. Tenant null: the platform's account, or one of its app's, which `account` names.
 */
export async function applyAccount({ logger }: Tools, update: AccountUpdate, delivery: TakenDelivery): Promise<Told> {
  const { change, account, to, template, language } = update
  const { provider, signedBy: tenant } = delivery
  const line = { provider, tenant, change, account, to, template, language }
  if (harmless.has(change)) logger.info(line, 'a provider tells of an account')
  else logger.warn(line, 'a provider warns of an account')
  return toldOf(change, tenant)
}
