import type { Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { ChannelAccount, TenantAccount, TenantId } from '@visita/domain'
import { openText } from '@visita/event-store'
import { type OpenAccount, secretSchemas } from './account.ts'

/** The secrets of an account are there and do not open, or are not those of its provider: the vault is another one. */
export class SecretsUnreadable extends Error {
  override readonly name = 'SecretsUnreadable'
}

export type AccountSecrets = Static<(typeof secretSchemas)[keyof typeof secretSchemas]>

/** The text that is sealed. Members in the order of their names, so that the same secrets are the same text. */
export const secretsText = (secrets: AccountSecrets): string =>
  JSON.stringify(Object.fromEntries(Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1))))

/** @throws SecretsUnreadable, which says whose and never what */
export function openSecrets(tenant: TenantId, { account, secrets }: TenantAccount, key: Buffer | null): OpenAccount {
  const where = `${account.channel} account of ${tenant}`
  if (!key) throw new SecretsUnreadable(`the ${where} has no key in the vault`)
  return { ...account, secrets: read(account, openText(key, tenant, secrets), where) } as OpenAccount
}

function read({ provider }: ChannelAccount, text: string, where: string): AccountSecrets {
  const secrets: unknown = JSON.parse(text)
  if (!Value.Check(secretSchemas[provider], secrets)) throw new SecretsUnreadable(`the ${where} has other secrets`)
  return secrets
}
