import { type Aggregates, succeed } from '@visita/agenda'
import { StreamName, TenantId } from '@visita/domain'
import { type KeyHash, platformTenant } from '@visita/http'

/** Records the first platform key, which no key can issue. Recording it again writes nothing. `now` is epoch ms. */
export async function recordPlatformKey(
  aggregates: Aggregates,
  { keyId, secretHash }: KeyHash,
  now: number,
): Promise<void> {
  const tenant = TenantId.parse(platformTenant)
  succeed(
    await aggregates.tenant.execute(
      StreamName.tenant(tenant),
      { type: 'IssuePlatformKey', tenant, keyId, label: 'first', secretHash, now },
      {
        tenant,
        actor: 'system:environment',
        role: 'platform',
        channel: 'start',
        correlationId: `platform key ${keyId}`,
      },
    ),
  )
}
