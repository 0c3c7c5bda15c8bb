import { createHmac } from 'node:crypto'
import { ContactPointId, StreamName, type TenantId } from '@visita/domain'
import { deriveKey } from '@visita/runtime'

/** Where what is known of an address stands. */
export interface ContactPoints {
  /**
   * The id of an address of a tenant's: a phone in E.164 with its plus, an e-mail in any case, or a provider's id of somebody who hides
   * their number. Without the master key nobody can tell whose it is, nor whether two tenants write to the same.
   */
  idOf(tenant: TenantId, address: string): ContactPointId
  streamOf(tenant: TenantId, address: string): StreamName
}

export function createContactPoints(masterKey: Buffer): ContactPoints {
  const key = deriveKey(masterKey, 'contact points')
  const idOf = (tenant: TenantId, address: string): ContactPointId => {
    const text = address.trim()
    const normal = text.includes('@') ? text.toLowerCase() : text
    return ContactPointId.parse(createHmac('sha256', key).update(`${tenant}\n${normal}`).digest('hex'))
  }
  return { idOf, streamOf: (tenant, address) => StreamName.contactPoint(tenant, idOf(tenant, address)) }
}
