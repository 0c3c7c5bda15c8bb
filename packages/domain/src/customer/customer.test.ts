import { test } from 'tap'
import { at, instant, person, scenario, sealed } from '../testing.ts'
import { type Choices, type Contact, type CustomerEvent, choicesOf, customer, noChoices } from './index.ts'

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
const erase = { type: 'EraseCustomer', customerId, isParticipant: false, now } as const
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

test('who takes part in a visit and is nobody’s customer is erased all the same', async (t) => {
  const { given } = scenario(t, customer)
  given()
    .when({ ...erase, isParticipant: true })
    .yields(erased)
    .when(erase)
    .changesNothing()
})

const set = (choices: Partial<Choices>): CustomerEvent => ({
  type: 'CustomerPreferencesSet',
  data: { customerId, ...noChoices, ...choices, at: instant('08:00') },
})
const quietHours = { start: '22:00', end: '08:00' }

test('preferences are replaced as a whole; the same again changes nothing', async (t) => {
  const { given } = scenario(t, customer)
  const less = { email: { all: false, reminder: true } }
  const choose = given(registered)
    .when({ type: 'SetPreferences', preferences: less, quietHours, legalOptOut: true, now })
    .yields(set({ preferences: less, quietHours, legalOptOut: true }))
    .when({ type: 'SetPreferences', preferences: { email: { reminder: true, all: false } }, now })
    .changesNothing()
  choose
    .when({ type: 'SetPreferences', preferences: {}, now })
    .yields(set({ quietHours, legalOptOut: true }))
    .when({ type: 'SetPreferences', preferences: {}, quietHours: null, legalOptOut: false, now })
    .yields(set({}))
  const { state } = choose
    .when(register({ ...nothing, locale: 'ca' }))
    .yields(fact('CustomerContactChanged', { ...ana, locale: 'ca' }))
  t.match(choicesOf(state), { preferences: less, quietHours }, 'and they survive whatever is learned of the customer')
})

test('quiet hours that never end are refused with the place named', async (t) => {
  const { given } = scenario(t, customer)
  given(registered)
    .when({ type: 'SetPreferences', preferences: {}, quietHours: { start: '08:00', end: '08:00' }, now })
    .isRefused({
      type: 'invalid-configuration',
      errors: [{ path: '/quietHours/end', message: 'must differ from the start' }],
    })
})

test('a channel that is stopped is stopped for every kind, and the others are as they were', async (t) => {
  const { given } = scenario(t, customer)
  const stop = { type: 'StopChannel', customerId, channel: 'email', now } as const
  given(registered, set({ preferences: { email: { reminder: true }, all: { waitlist: false } }, quietHours }))
    .when(stop)
    .yields(set({ preferences: { email: { all: false }, all: { waitlist: false } }, quietHours }))
    .when(stop)
    .changesNothing()
})

test('a legal opt-out is one yes or no above the preferences, which it leaves', async (t) => {
  const { given } = scenario(t, customer)
  const optOut = (legalOptOut: boolean) => ({ type: 'SetLegalOptOut', customerId, legalOptOut, now }) as const
  given(registered, set({ preferences: { sms: { all: false } } }))
    .when(optOut(true))
    .yields(set({ preferences: { sms: { all: false } }, legalOptOut: true }))
    .when(optOut(true))
    .changesNothing()
    .when(optOut(false))
    .yields(set({ preferences: { sms: { all: false } } }))
})

test('who takes part in a visit and is nobody’s customer may forbid it too, and has once they become one', async (t) => {
  const { given } = scenario(t, customer)
  const { state } = given()
    .when({ type: 'SetLegalOptOut', customerId, legalOptOut: true, now })
    .yields(set({ legalOptOut: true }))
    .when({ type: 'StopChannel', customerId, channel: 'sms', now })
    .yields(set({ legalOptOut: true, preferences: { sms: { all: false } } }))
    .when(register(ana))
    .yields(registered)
  t.match(choicesOf(state), { legalOptOut: true, preferences: { sms: { all: false } } })
  given().when({ type: 'SetPreferences', preferences: {}, now }).isRefused({ type: 'customer-not-found' })
  given().when({ type: 'SetPreferences', customerId, preferences: {}, quietHours, now }).yields(set({ quietHours }))
})

test('who was erased wants nothing any more', async (t) => {
  const { given } = scenario(t, customer)
  const gone = given(registered, set({ legalOptOut: true }), erased)
  for (const command of [
    { type: 'SetPreferences', preferences: {}, now },
    { type: 'StopChannel', customerId, channel: 'sms', now },
    { type: 'SetLegalOptOut', customerId, legalOptOut: false, now },
  ] as const) {
    gone.when(command).isRefused({ type: 'customer-erased' })
  }
  t.equal(choicesOf(gone.state), null)
})
