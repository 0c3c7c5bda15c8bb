import type { Contact, CustomerEvent, Participant, VisitEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, knownText, patch, put, remove, table, tenantOf } from '../define.ts'

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

const partakes = (event: RecordedEvent, { personId }: Participant) =>
  put('read.participant', { tenant_id: tenantOf(event), person_id: personId })

/** Who the customers are, and what they want to be told of; and who else there is, by id. The only place besides the sealed log that knows, and the first to forget. */
export const customers = defineProjection<CustomerEvent | VisitEvent>({
  name: 'customers',
  version: 3,
  changes: 'read.customer_change',
  // What an agenda shows of them. Neither their wishes nor who comes along is in it.
  noted: ['CustomerRegistered', 'CustomerContactChanged', 'CustomerErased'],
  tables: [
    table('read.customer', 'tenant_id', 'customer_id'),
    table('read.customer_choice', 'tenant_id', 'customer_id'),
    table('read.participant', 'tenant_id', 'person_id'),
  ],
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
    CustomerPreferencesSet: (event) => [
      put('read.customer_choice', {
        ...keyOf(event),
        preferences: event.data.preferences,
        quiet_hours: event.data.quietHours,
        legal_opt_out: event.data.legalOptOut,
      }),
    ],
    VisitRequested: (event) => event.data.participants.map((participant) => partakes(event, participant)),
    VisitParticipantAdded: (event) => [partakes(event, event.data.participant)],
    CustomerErased: (event) => [
      remove('read.customer_choice', keyOf(event)),
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
