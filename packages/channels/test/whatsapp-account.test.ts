import fc from 'fast-check'
import { test } from 'tap'
import { accountChanges, whatsAppWebhook } from '../src/index.ts'

// The payloads as Meta's reference of the webhook fields has them.

const raw = (field: string, value: unknown, entry: object = {}) =>
  Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '102290129340398', time: 1_739_321_024, changes: [{ field, value }], ...entry }],
    }),
  )
const told = (field: string, value: unknown, entry: object = {}) => whatsAppWebhook.parse(raw(field, value, entry), '')
const template = {
  message_template_id: 1_689_556_908_129_832,
  message_template_name: 'visit_reminder',
  message_template_language: 'pt_PT',
}

test('a template that was paused comes with its name, and the same told again has the same key', async (t) => {
  const value = { event: 'PAUSED', ...template, reason: 'NONE', other_info: { title: 'SECOND_PAUSE' } }
  const [update, ...others] = told('message_template_status_update', value)
  t.match(update, {
    ...{ kind: 'account', at: 1_739_321_024_000, change: 'template-paused', account: '102290129340398', to: null },
    ...{ template: 'visit_reminder', language: 'pt_PT' },
  })
  t.same(others, [])
  const keyOf = (...args: Parameters<typeof told>) => told(...args)[0]?.key
  t.equal(keyOf('message_template_status_update', value), update?.key)
  t.not(keyOf('message_template_status_update', value, { time: 1_739_331_824 }), update?.key, 'paused once more')
  t.not(keyOf('message_template_status_update', { ...value, message_template_language: 'es' }), update?.key)
})

const cases: readonly (readonly [field: string, value: object, change: string | null, to?: string])[] = [
  ...(['APPROVED', 'REINSTATED', 'UNARCHIVED'] as const).map(
    (event) => ['message_template_status_update', { event }, 'template-approved'] as const,
  ),
  ['message_template_status_update', { event: 'FLAGGED' }, 'template-flagged'],
  ['message_template_status_update', { event: 'REJECTED', reason: 'PROMOTIONAL' }, 'template-rejected'],
  ['message_template_status_update', { event: 'DISABLED', disable_info: {} }, 'template-disabled'],
  ['message_template_status_update', { event: 'PENDING_DELETION', reason: null }, 'template-removed'],
  ['message_template_status_update', { event: 'PENDING' }, null],
  ['message_template_status_update', { event: 'constructor' }, null],
  ['message_template_status_update', { new_quality_score: 'RED' }, 'quality-low'],
  ['message_template_quality_update', { previous_quality_score: 'GREEN', new_quality_score: 'RED' }, 'quality-low'],
  ['message_template_quality_update', { new_quality_score: 'YELLOW' }, 'quality-medium'],
  ['message_template_quality_update', { new_quality_score: 'GREEN' }, 'quality-high'],
  ['message_template_quality_update', { new_quality_score: 'UNKNOWN' }, null],
  [
    'template_category_update',
    { correct_category: 'MARKETING', new_category: 'UTILITY', category_update_timestamp: 1_760_711_433 },
    'template-recategorised',
    'marketing',
  ],
  [
    'template_category_update',
    { previous_category: 'MARKETING', new_category: 'UTILITY' },
    'template-recategorised',
    'utility',
  ],
  ['phone_number_quality_update', { event: 'FLAGGED', display_phone_number: '34930000000' }, 'quality-low'],
  [
    'phone_number_quality_update',
    { event: 'DOWNGRADE', old_limit: 'TIER_10K', current_limit: 'TIER_2K' },
    'limit-changed',
    '2000',
  ],
  ['phone_number_quality_update', { event: 'THROUGHPUT_UPGRADE', current_limit: 'TIER_UNLIMITED' }, null],
  ['phone_number_quality_update', { event: 'ONBOARDING' }, null],
  ['account_update', { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'ADULT' } }, 'account-restricted'],
  ['account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info: [] }, 'account-restricted'],
  ['account_update', { event: 'ACCOUNT_DELETED' }, 'account-disabled'],
  ['account_update', { event: 'PARTNER_REMOVED' }, 'account-disconnected'],
  ['account_update', { event: 'ACCOUNT_RECONNECTED' }, 'account-reinstated'],
  ...(
    [
      ['DISABLE', 'account-disabled'],
      [['SCHEDULE_FOR_DISABLE'], 'account-restricted'],
      ['REINSTATE', 'account-reinstated'],
      ['A_NEW_WORD', 'account-disabled'],
    ] as const
  ).map(
    ([waba_ban_state, change]) =>
      ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state } }, change] as const,
  ),
  ['account_update', { event: 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE', country: 'ES' }, null],
  ['business_capability_update', { max_daily_conversations_per_business: 2000 }, 'limit-changed', '2000'],
  ['business_capability_update', { max_daily_conversations_per_business: 'TIER_100K' }, 'limit-changed', '100000'],
  ['business_capability_update', { max_daily_conversation_per_phone: -1 }, 'limit-changed', 'unlimited'],
  ['business_capability_update', { max_phone_numbers_per_waba: 25 }, null],
]

test('what each field says is one of few words, or nothing', async (t) => {
  const words = new Set<string>(accountChanges)
  for (const [field, value, change, to = null] of cases) {
    const expected = change === null ? [] : [{ kind: 'account', change, to }]
    t.match(told(field, value), expected, JSON.stringify(value))
    t.equal(told(field, value).length, expected.length)
    if (change !== null) words.delete(change)
  }
  words.delete('template-paused')
  t.same([...words], [], 'each word is told by something')
})

test('of an account that others share with us, it is theirs that is named', async (t) => {
  const value = { event: 'PARTNER_REMOVED', waba_info: { waba_id: '980198427658004', owner_business_id: '2329417887' } }
  t.match(told('account_update', value), [{ account: '980198427658004' }])
})

test('nothing in it is anybody’s, whatever stands there', async (t) => {
  const named = (message_template_name: unknown, message_template_language: unknown = 'es') =>
    told('message_template_status_update', { event: 'PAUSED', message_template_name, message_template_language })
  for (const name of ['recordatorio_34612345678', 'Ana García', 'ana@example.com', '', 7, null]) {
    t.match(named(name), [{ template: null, language: 'es' }], String(name))
  }
  t.match(named('x', 'Ana García'), [{ template: 'x', language: null }])
  t.match(told('account_update', { event: 'ACCOUNT_VIOLATION' }, { id: 'Ana', time: 'now' }), [
    { account: null, at: null },
  ])
  const field = fc.constantFrom(...new Set(cases.map(([name]) => name)))
  const wild = fc.record({ event: fc.jsonValue(), ban_info: fc.jsonValue(), new_category: fc.jsonValue() })
  fc.assert(
    fc.property(field, fc.oneof(wild, fc.jsonValue()), fc.jsonValue(), (name, value, time) => {
      for (const update of told(name, value, { id: time, time })) {
        const { kind, change, to } = update as Extract<typeof update, { kind: 'account' }>
        if (kind !== 'account' || !accountChanges.includes(change)) return false
        if (to !== null && !/^(\d+|unlimited|marketing|utility|authentication)$/.test(to)) return false
      }
      return true
    }),
    { numRuns: 300 },
  )
})
