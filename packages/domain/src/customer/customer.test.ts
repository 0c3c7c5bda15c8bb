import { test } from 'tap'
import { at, instant, person, scenario, sealed } from '../testing.ts'
import { type Contact, type CustomerEvent, customer } from './index.ts'

const customerId = person
const now = at('08:00')
const nothing: Contact = {
  name: null,
  phone: null,
  email: null,
  externalId: null,
  locale: null,
  timezone: null,
  consents: {},
}
const ana: Contact = { ...nothing, name: sealed('Ana'), phone: sealed('+56911111111'), consents: { marketing: false } }
const register = (contact: Contact) => ({ type: 'RegisterCustomer', customerId, contact, now }) as const
const patch = (changes: Partial<Contact>) => ({ type: 'ChangeContact', patch: changes, now }) as const
const erase = { type: 'EraseCustomer', now } as const
const fact = (type: 'CustomerRegistered' | 'CustomerContactChanged', contact: Contact): CustomerEvent => ({
  type,
  data: { customerId, contact, at: instant('08:00') },
})
const registered = fact('CustomerRegistered', ana)
const erased: CustomerEvent = { type: 'CustomerErased', data: { customerId, at: instant('08:00') } }

test('somebody unknown is registered; the same data again changes nothing', async (t) => {
  const { when } = scenario(t, customer)
  when(register(ana))
    .yields(registered)
    .when(register({ ...ana }))
    .changesNothing()
})

test('what is not given when a customer comes back takes nothing away', async (t) => {
  const { given } = scenario(t, customer)
  given(registered)
    .when(register({ ...nothing, phone: ana.phone }))
    .changesNothing()
})

test('what is new when a customer comes back is merged into what is known', async (t) => {
  const { given } = scenario(t, customer)
  const richer = { ...ana, email: sealed('ana@example.com'), consents: { marketing: false, reminders: true } }
  given(registered)
    .when(register({ ...nothing, email: sealed('ana@example.com'), consents: { reminders: true } }))
    .yields(fact('CustomerContactChanged', richer))
    .when(register({ ...nothing, consents: { marketing: true } }))
    .yields(fact('CustomerContactChanged', { ...richer, consents: { marketing: true, reminders: true } }))
})

test('a patch replaces what it names, null included, and leaves the rest', async (t) => {
  const { given } = scenario(t, customer)
  given(registered)
    .when(patch({ phone: null, locale: 'es-CL' }))
    .yields(fact('CustomerContactChanged', { ...ana, phone: null, locale: 'es-CL' }))
    .when(patch({ phone: null }))
    .changesNothing()
    .when(patch({}))
    .changesNothing()
    .when(patch({ consents: { reminders: true } }))
    .yields(
      fact('CustomerContactChanged', {
        ...ana,
        phone: null,
        locale: 'es-CL',
        consents: { marketing: false, reminders: true },
      }),
    )
})

test('a customer is erased once, and nothing can be said of them any more', async (t) => {
  const { given } = scenario(t, customer)
  const gone = given(registered).when(erase).yields(erased).when(erase).changesNothing()
  gone.when(register(ana)).isRefused({ type: 'customer-erased' })
  gone.when(patch({ phone: null })).isRefused({ type: 'customer-erased' })
  t.strictSame(gone.state, { status: 'erased', customerId }, 'and the state forgets what it knew')
})

test('nobody unknown is changed or erased', async (t) => {
  const { given } = scenario(t, customer)
  given()
    .when(patch({ phone: null }))
    .isRefused({ type: 'customer-not-found' })
  given().when(erase).isRefused({ type: 'customer-not-found' })
})
