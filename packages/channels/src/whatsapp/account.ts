import type { AccountChange, AccountUpdate } from '../update.ts'
import { type Fields, fieldsOf, instantOf, wordOf } from './fields.ts'

// What Meta tells of an account itself, in webhook fields beside `messages`: of its templates, its numbers, its limits. None of them has an
// id of its own, and most words say nothing that somebody would have to know.

/** What a field's value means; null: nothing here. `to`: the category or the limit that it is now. */
interface Said {
  readonly change: AccountChange
  readonly to?: string | null
}

const byField: Readonly<Record<string, (value: Fields) => Said | null>> = {
  message_template_status_update: (value) => quality(value) ?? said(templateWords, value.event),
  message_template_quality_update: quality,
  template_category_update: category,
  phone_number_quality_update: (value) => {
    const told = said(numberWords, value.event)
    return told?.change === 'limit-changed' ? { ...told, to: limitOf(value) } : told
  },
  account_update: account,
  business_capability_update: (value) => {
    const to = limitOf(value)
    return to === null ? null : { change: 'limit-changed', to }
  },
}

/** Of one change of an `entry`: what it says of that account. */
export function accountUpdates(entry: Fields, { field, value: told }: Fields): readonly AccountUpdate[] {
  const read = typeof field === 'string' && Object.hasOwn(byField, field) ? byField[field] : undefined
  const value = fieldsOf(told)
  const meant = read?.(value)
  if (!meant) return []
  return [
    {
      kind: 'account',
      key: JSON.stringify([entry.id, entry.time, field, told]),
      at: instantOf(entry.time),
      // Who shares an account with us is told under their partner's id.
      account: idOf(fieldsOf(value.waba_info).waba_id) ?? idOf(entry.id),
      change: meant.change,
      to: meant.to ?? null,
      template: nameOf(value.message_template_name),
      language: matching(/^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/, value.message_template_language),
    },
  ]
}

type Words = Readonly<Record<string, AccountChange>>

const said = (words: Words, word: unknown): Said | null => {
  const change = typeof word === 'string' && Object.hasOwn(words, word) ? words[word] : undefined
  return change ? { change } : null
}

/** Whose review goes on, or is only asked for, says nothing yet. */
const templateWords: Words = {
  APPROVED: 'template-approved',
  REINSTATED: 'template-approved',
  UNARCHIVED: 'template-approved',
  PAUSED: 'template-paused',
  FLAGGED: 'template-flagged',
  REJECTED: 'template-rejected',
  DISABLED: 'template-disabled',
  ARCHIVED: 'template-removed',
  DELETED: 'template-removed',
  PENDING_DELETION: 'template-removed',
}

const scores: Words = { RED: 'quality-low', YELLOW: 'quality-medium', GREEN: 'quality-high' }

/** Meta's own page shows it under the field of statuses too. */
function quality({ new_quality_score }: Fields): Said | null {
  return said(scores, new_quality_score)
}

/** More messages a second (`THROUGHPUT_UPGRADE`) are not more people a day. */
const numberWords: Words = {
  FLAGGED: 'quality-low',
  UNFLAGGED: 'quality-high',
  UPGRADE: 'limit-changed',
  DOWNGRADE: 'limit-changed',
}

/** Told a day ahead (`correct_category`), and when it is done. */
function category({ correct_category, new_category }: Fields): Said | null {
  const to = matching(/^(MARKETING|UTILITY|AUTHENTICATION)$/, correct_category ?? new_category)
  return to === null ? null : { change: 'template-recategorised', to: to.toLowerCase() }
}

const accountWords: Words = {
  ACCOUNT_VIOLATION: 'account-restricted',
  ACCOUNT_RESTRICTION: 'account-restricted',
  ACCOUNT_DELETED: 'account-disabled',
  ACCOUNT_OFFBOARDED: 'account-disconnected',
  PARTNER_REMOVED: 'account-disconnected',
  PARTNER_APP_UNINSTALLED: 'account-disconnected',
  ACCOUNT_RECONNECTED: 'account-reinstated',
}

const banWords: Words = {
  SCHEDULE_FOR_DISABLE: 'account-restricted',
  DISABLE: 'account-disabled',
  REINSTATE: 'account-reinstated',
}

function account({ event, ban_info }: Fields): Said | null {
  if (event !== 'DISABLED_UPDATE') return said(accountWords, event)
  const state = fieldsOf(ban_info).waba_ban_state
  // Formerly a list of one; a state that nobody knows is rather too bad than too good.
  return said(banWords, Array.isArray(state) ? state[0] : state) ?? { change: 'account-disabled' }
}

/** Unique people in 24 hours, of all numbers together: a count or `unlimited`. The former names are for who still tells them. */
function limitOf(value: Fields): string | null {
  const { max_daily_conversations_per_business, max_daily_conversation_per_phone, current_limit } = value
  const told = max_daily_conversations_per_business ?? max_daily_conversation_per_phone ?? current_limit
  if (told === -1 || told === 'TIER_UNLIMITED') return 'unlimited'
  const count = /^(?:TIER_)?(\d{1,9})(K?)$/.exec(wordOf(told) ?? '')
  return count ? `${count[1]}${count[2] ? '000' : ''}` : null
}

const matching = (pattern: RegExp, value: unknown): string | null =>
  typeof value === 'string' && pattern.test(value) ? value : null

/** As Meta allows names; one that holds what may be a phone is not repeated. */
const nameOf = (value: unknown) => matching(/^(?!.*\d{7})[a-z0-9_]{1,512}$/, value)
const idOf = (value: unknown) => matching(/^\d{5,32}$/, value)
