import { TenantId, WaitlistEntryId } from '@visita/domain'
import { createSignedTexts, linkBase } from './signed-text.ts'

/** Which offer, of whoever waits, a link takes. */
export interface OfferLink {
  readonly tenant: TenantId
  readonly entryId: WaitlistEntryId
  /** Which of the entry's offers, from 1: a link of an earlier one takes nothing. */
  readonly number: number
}

/** The links by which somebody who waits takes, without a key, the time that they are offered. Nothing is stored. */
export interface OfferLinks {
  urlOf(link: OfferLink): string
  /** Null: nobody here has made this token. */
  read(token: string): OfferLink | null
}

export function createOfferLinks(masterKey: Buffer, publicUrl: string): OfferLinks {
  const texts = createSignedTexts(masterKey, 'offer links')
  const base = linkBase(publicUrl)
  return {
    urlOf: ({ tenant, entryId, number }) => `${base}/v1/offers/${texts.sign(`${tenant} ${entryId} ${number}`)}`,
    read(token) {
      const text = texts.read(token)
      if (text === null) return null
      const [tenant = '', entryId = '', number] = text.split(' ')
      return { tenant: TenantId.parse(tenant), entryId: WaitlistEntryId.parse(entryId), number: Number(number) }
    },
  }
}
