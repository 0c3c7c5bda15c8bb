import type { Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import {
  type AccountChannel,
  accountKeyOf,
  type ChannelAccount,
  type Secret,
  type TenantAccount,
  type TenantId,
} from '@visita/domain'
import { openSecret, sealSecret } from '@visita/event-store'
import type { Vault } from '@visita/read-store'
import { type OpenAccount, secretSchemas } from './account.ts'

/** The secrets of an account are there and do not open, or are not those of its provider: the vault is another one. */
export class SecretsUnreadable extends Error {
  override readonly name = 'SecretsUnreadable'
}

export type AccountSecrets = Static<(typeof secretSchemas)[keyof typeof secretSchemas]>

/** Sealed under the account's key, made where there is none. The same secrets are the same text, so nothing is set twice. */
export async function sealSecrets(
  vault: Pick<Vault, 'createKey'>,
  tenant: TenantId,
  channel: AccountChannel,
  secrets: AccountSecrets,
): Promise<Secret> {
  const keyId = accountKeyOf(tenant, channel)
  const text = JSON.stringify(Object.fromEntries(Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1))))
  return sealSecret(await vault.createKey(tenant, keyId), tenant, keyId, text)
}

/** @throws SecretsUnreadable, which says whose and never what */
export function openSecrets(tenant: TenantId, { account, secrets }: TenantAccount, key: Buffer | null): OpenAccount {
  const where = `${account.channel} account of ${tenant}`
  if (!key) throw new SecretsUnreadable(`the ${where} has no key in the vault`)
  return { ...account, secrets: read(account, openSecret(key, tenant, secrets), where) } as OpenAccount
}

function read({ provider }: ChannelAccount, text: string, where: string): AccountSecrets {
  const secrets: unknown = JSON.parse(text)
  if (!Value.Check(secretSchemas[provider], secrets)) throw new SecretsUnreadable(`the ${where} has other secrets`)
  return secrets
}
