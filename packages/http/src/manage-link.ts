import { TenantId, VisitId } from '@visita/domain'
import { createSignedTexts, linkBase } from './signed-text.ts'

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
  const texts = createSignedTexts(masterKey, 'manage links')
  const base = linkBase(publicUrl)
  return {
    urlOf: ({ tenant, visitId, generation }) => `${base}/v1/manage/${texts.sign(`${tenant} ${visitId} ${generation}`)}`,
    read(token) {
      const text = texts.read(token)
      if (text === null) return null
      const [tenant = '', visitId = '', generation] = text.split(' ')
      return { tenant: TenantId.parse(tenant), visitId: VisitId.parse(visitId), generation: Number(generation) }
    },
  }
}
