import { invalid } from '../configuration.ts'
import { accept, type Decision, reject } from '../decider.ts'
import type { PersonId } from '../ids.ts'
import { instantOf } from '../instant.ts'
import { sameDocument } from '../same.ts'
import type { CustomerCommand, SetPreferences } from './commands.ts'
import type { Contact, CustomerEvent } from './events.ts'
import { type Choices, quietHoursErrors, without } from './preferences.ts'
import type { CustomerRejection } from './rejections.ts'
import type { CustomerState } from './state.ts'

type CustomerDecision = Decision<CustomerEvent, CustomerRejection>
type Present = Exclude<CustomerState, { status: 'erased' }>

export function decideCustomer(command: CustomerCommand, state: CustomerState): CustomerDecision {
  const at = instantOf(command.now)
  if (state.status === 'erased') {
    return command.type === 'EraseCustomer' ? accept() : reject({ type: 'customer-erased' })
  }
  switch (command.type) {
    case 'SetPreferences':
      return setPreferences(command, state, at)
    case 'StopChannel': {
      const preferences = without(state.choices.preferences, command.channel)
      return choose(state, command.customerId, { preferences }, at)
    }
    case 'SetLegalOptOut':
      return choose(state, command.customerId, { legalOptOut: command.legalOptOut }, at)
    case 'RegisterCustomer': {
      const { customerId, contact } = command
      if (state.status === 'known') return change(state, merge(state.contact, given(contact)), at)
      return accept({ type: 'CustomerRegistered', data: { customerId, contact, at } })
    }
    case 'ChangeContact':
      if (state.status === 'unknown') return reject({ type: 'customer-not-found' })
      return change(state, merge(state.contact, command.patch), at)
    case 'EraseCustomer':
      if (state.status === 'unknown' && !command.isParticipant) return reject({ type: 'customer-not-found' })
      return accept({ type: 'CustomerErased', data: { customerId: command.customerId, at } })
  }
}

function change(state: CustomerState & { status: 'known' }, contact: Contact, at: string): CustomerDecision {
  if (sameDocument(state.contact, contact)) return accept()
  return accept({ type: 'CustomerContactChanged', data: { customerId: state.customerId, contact, at } })
}

function setPreferences(command: SetPreferences, state: Present, at: string): CustomerDecision {
  const customerId = state.status === 'known' ? state.customerId : command.customerId
  if (!customerId) return reject({ type: 'customer-not-found' })
  const { preferences, quietHours = state.choices.quietHours, legalOptOut = state.choices.legalOptOut } = command
  const problem = invalid(quietHoursErrors('/quietHours', quietHours))
  return problem ? reject(problem) : choose(state, customerId, { preferences, quietHours, legalOptOut }, at)
}

function choose({ choices }: Present, customerId: PersonId, changes: Partial<Choices>, at: string): CustomerDecision {
  const chosen = { ...choices, ...changes }
  if (sameDocument(choices, chosen)) return accept()
  return accept({ type: 'CustomerPreferencesSet', data: { customerId, ...chosen, at } })
}

const merge = (known: Contact, patch: Partial<Contact>): Contact => ({
  ...known,
  ...patch,
  consents: { ...known.consents, ...patch.consents },
})

const given = (contact: Contact): Partial<Contact> =>
  Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== null))
