import { createHmac, createSecretKey, hkdfSync, timingSafeEqual } from 'node:crypto'
import { TenantId, VisitId } from '@visita/domain'

/** Whom a manage link lets in to what: one visit, until links of its generation are revoked. */
export interface ManageLink {
  readonly tenant: TenantId
  readonly visitId: VisitId
  /** Counts from 0; see `VisitLinksRevoked`. */
  readonly generation: number
}

/**
 * The links by which a customer manages one visit without a key. Whoever knows the master key can make and check them, so
 * nothing is stored, and a visit has the same link in every answer. How long one is good for depends on the visit as it
 * stands, so it is not in the link.
 */
export interface ManageLinks {
  urlOf(link: ManageLink): string
  /** Null: nobody here has made this token. */
  read(token: string): ManageLink | null
}

export function createManageLinks(masterKey: Buffer, publicUrl: string): ManageLinks {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), 'visita manage links', 32)))
  // 192 bits: too many to guess, and a link that still fits into a text message.
  const sign = (payload: string) => createHmac('sha256', key).update(payload).digest().subarray(0, 24)
  const base = publicUrl.replace(/\/+$/, '')
  return {
    urlOf({ tenant, visitId, generation }) {
      const payload = Buffer.from(`${tenant} ${visitId} ${generation}`).toString('base64url')
      return `${base}/v1/manage/${payload}.${sign(payload).toString('base64url')}`
    },
    read(token) {
      const [, payload, mac] = /^([A-Za-z0-9_-]{1,200})\.([A-Za-z0-9_-]{32})$/.exec(token) ?? []
      if (payload === undefined || mac === undefined) return null
      if (!timingSafeEqual(Buffer.from(mac, 'base64url'), sign(payload))) return null
      const [tenant = '', visitId = '', generation] = Buffer.from(payload, 'base64url').toString().split(' ')
      return { tenant: TenantId.parse(tenant), visitId: VisitId.parse(visitId), generation: Number(generation) }
    },
  }
}
