import type { Contact, CustomerEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, knownText, put, remove, table, tenantOf } from '../define.ts'
import { termNumbers, termsOf } from './terms.ts'

const keyOf = (event: RecordedEvent<CustomerEvent>, number: number) => ({
  tenant_id: tenantOf(event),
  customer_id: event.data.customerId,
  number,
})

const termsIn = ({ name, phone, externalId }: Contact) =>
  termsOf({ name: knownText(name), phone: knownText(phone), externalId: knownText(externalId) })

/** The rows of somebody new, who has none yet. */
const first = (event: RecordedEvent<CustomerEvent>, contact: Contact) =>
  [...termsIn(contact)].map(([number, term]) => put('read.customer_term', { ...keyOf(event, number), term }))

/** The rows of a contact, and none of what it said before. */
function instead(event: RecordedEvent<CustomerEvent>, contact: Contact) {
  const terms = termsIn(contact)
  return termNumbers.map((number) => {
    const term = terms.get(number)
    return term === undefined
      ? remove('read.customer_term', keyOf(event, number))
      : put('read.customer_term', { ...keyOf(event, number), term })
  })
}

/** By what customers are found: personal data in plain text, as in `customers`, and gone when they are erased. */
export const customerSearch = defineProjection<CustomerEvent>({
  name: 'customer-search',
  version: 1,
  tables: [table('read.customer_term', 'tenant_id', 'customer_id', 'number')],
  on: {
    CustomerRegistered: (event) => first(event, event.data.contact),
    CustomerContactChanged: (event) => instead(event, event.data.contact),
    CustomerErased: (event) => termNumbers.map((number) => remove('read.customer_term', keyOf(event, number))),
  },
})
