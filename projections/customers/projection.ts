import type { Contact, CustomerEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, knownText, patch, put, table, tenantOf } from '../define.ts'

const keyOf = (event: RecordedEvent<CustomerEvent>) => ({
  tenant_id: tenantOf(event),
  customer_id: event.data.customerId,
})

/** The contact, whose sealed fields have been opened before any projection sees them. */
const columns = (contact: Contact) => ({
  full_name: knownText(contact.name),
  phone: knownText(contact.phone),
  email: knownText(contact.email),
  external_id: knownText(contact.externalId),
  locale: contact.locale,
  timezone: contact.timezone,
  consents: contact.consents,
})

/** Who the customers are. The only place besides the sealed log that knows, and the first to forget. */
export const customers = defineProjection<CustomerEvent>({
  name: 'customers',
  version: 2,
  changes: 'read.customer_change',
  tables: [table('read.customer', 'tenant_id', 'customer_id')],
  on: {
    CustomerRegistered: (event) => [
      put('read.customer', {
        ...keyOf(event),
        ...columns(event.data.contact),
        registered_at: event.data.at,
        erased_at: null,
        revision: event.revision,
      }),
    ],
    CustomerContactChanged: (event) => [
      patch('read.customer', keyOf(event), { ...columns(event.data.contact), revision: event.revision }),
    ],
    CustomerErased: (event) => [
      patch('read.customer', keyOf(event), {
        full_name: null,
        phone: null,
        email: null,
        external_id: null,
        locale: null,
        timezone: null,
        consents: {},
        erased_at: event.data.at,
        revision: event.revision,
      }),
    ],
  },
})
