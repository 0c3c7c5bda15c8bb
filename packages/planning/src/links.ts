import type { NotificationChannel, PersonId, TenantId, VisitId, WaitlistEntryId } from '@visita/domain'
import { createManageLinks, createOfferLinks, createUnsubscribeLinks } from '@visita/http'

/** Where messages lead. */
export interface Links {
  readonly manage: (tenant: TenantId, visitId: VisitId, generation: number) => string
  /** Where somebody says what they do not want to be told of. */
  readonly unsubscribe: (tenant: TenantId, personId: PersonId, channel: NotificationChannel) => string
  /** Where the time that is offered can be taken. */
  readonly accept: (tenant: TenantId, entryId: WaitlistEntryId, number: number) => string
  /** For the team: a link of a customer's own would let them act as the customer. */
  readonly home: string
}

/** `publicUrl` is the command API's, as the public reaches it. */
export function createLinks(masterKey: Buffer, publicUrl: string): Links {
  const manage = createManageLinks(masterKey, publicUrl)
  const offers = createOfferLinks(masterKey, publicUrl)
  const unsubscribe = createUnsubscribeLinks(masterKey, publicUrl)
  return {
    manage: (tenant, visitId, generation) => manage.urlOf({ tenant, visitId, generation }),
    unsubscribe: (tenant, personId, channel) => unsubscribe.urlOf({ tenant, personId, channel }),
    accept: (tenant, entryId, number) => offers.urlOf({ tenant, entryId, number }),
    home: publicUrl,
  }
}
