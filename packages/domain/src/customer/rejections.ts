import type { InvalidConfiguration } from '../configuration.ts'

export interface CustomerNotFound {
  readonly type: 'customer-not-found'
}

/** The person's key is gone for ever. Whoever comes back is a new customer, under a new id. */
export interface CustomerErased {
  readonly type: 'customer-erased'
}

export type CustomerRejection = CustomerNotFound | CustomerErased | InvalidConfiguration
