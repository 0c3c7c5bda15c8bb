import { test } from 'tap'
import { LocationId, TenantId } from '../ids.ts'
import type { NotificationRule, RuleEvent } from '../notification-rules/index.ts'
import type { Location } from '../schema.ts'
import { at, instant, policies, scenario } from '../testing.ts'
import type { CreateTenant, IssueKey, IssuePlatformKey } from './commands.ts'
import { confirmationSla, defaultPolicies, lateAgentAfter, platformTenant, type TenantEvent, tenant } from './index.ts'

const demo = TenantId.parse('demo')
const now = at('08:00')
const create = (changes: Partial<CreateTenant> = {}): CreateTenant => ({
  type: 'CreateTenant',
  tenant: demo,
  name: 'Demo',
  policies,
  now,
  ...changes,
})
const created: TenantEvent = {
  type: 'TenantCreated',
  data: { tenant: demo, name: 'Demo', policies, at: instant('08:00') },
}
const office: Location = { id: LocationId.parse('office'), name: 'Office', timezone: 'America/Santiago' }
const configure = (location: Location) => ({ type: 'ConfigureLocation', location, now }) as const
const configured = (location: Location): TenantEvent => ({
  type: 'LocationConfigured',
  data: { location, at: instant('08:00') },
})
const archive = (hasVisitsAhead: boolean) =>
  ({ type: 'ArchiveLocation', locationId: office.id, hasVisitsAhead, now }) as const
const archived: TenantEvent = { type: 'LocationArchived', data: { locationId: office.id, at: instant('08:00') } }
const key = { keyId: 'k0000001', label: 'web', secretHash: 'ab'.repeat(32) }
const issue = (changes: Partial<IssueKey> = {}): IssueKey => ({
  type: 'IssueKey',
  role: 'channel',
  ...key,
  now,
  ...changes,
})
const issued = (role: IssueKey['role']): TenantEvent => ({
  type: 'KeyIssued',
  data: { ...key, role, at: instant('08:00') },
})
const issueForPlatform: IssuePlatformKey = { type: 'IssuePlatformKey', tenant: platformTenant, ...key, now }
const revoke = { type: 'RevokeKey', keyId: key.keyId, now } as const
const revoked: TenantEvent = { type: 'KeyRevoked', data: { keyId: key.keyId, at: instant('08:00') } }
const invalid = (...errors: [path: string, message: string][]) =>
  ({ type: 'invalid-configuration', errors: errors.map(([path, message]) => ({ path, message })) }) as const

test('a tenant is created once; the same data again changes nothing, other data is refused', async (t) => {
  const { when } = scenario(t, tenant)
  when(create())
    .yields(created)
    .when(create({ now: at('09:00') }))
    .changesNothing()
    .when(create({ name: 'Other' }))
    .isRefused({ type: 'tenant-exists' })
    .when(create({ policies: { ...policies, holdSeconds: 61 } }))
    .isRefused({ type: 'tenant-exists' })
})

test('a creation asked again is the same one even when the policies were changed since', async (t) => {
  const { given } = scenario(t, tenant)
  given(created, {
    type: 'TenantPoliciesSet',
    data: { policies: { ...policies, holdSeconds: 90 }, at: instant('09:00') },
  })
    .when(create())
    .changesNothing()
})

test('policies are set whole; the same again changes nothing', async (t) => {
  const { given } = scenario(t, tenant)
  const stricter = { ...policies, minNoticeMinutes: 60, quietHours: { start: '22:00', end: '08:00' } }
  given(created)
    .when({ type: 'SetPolicies', policies, now })
    .changesNothing()
    .when({ type: 'SetPolicies', policies: stricter, now })
    .yields({ type: 'TenantPoliciesSet', data: { policies: stricter, at: instant('08:00') } })
    .when({ type: 'SetPolicies', policies: stricter, now })
    .changesNothing()
    .when({ type: 'SetPolicies', policies, now })
    .yields({ type: 'TenantPoliciesSet', data: { policies, at: instant('08:00') } })
})

test('the defaults are those of the contract', async (t) => {
  t.strictSame(defaultPolicies({ timezone: 'Europe/Madrid', locale: 'es-ES', country: 'ES', holdSeconds: 120 }), {
    timezone: 'Europe/Madrid',
    locale: 'es-ES',
    country: 'ES',
    confirmation: 'manual',
    minNoticeMinutes: 0,
    maxAdvanceDays: 30,
    cancelMinMinutes: 120,
    rescheduleMinMinutes: 120,
    noShowAfterMinutes: 15,
    holdSeconds: 120,
    slotIntervalMinutes: 30,
    reminders: ['PT24H', 'PT2H', 'PT30M'],
    quietHours: null,
    waitlistOfferMinutes: 15,
    notifications: 'live',
    rollout: { percent: 100 },
    assignment: 'least-loaded',
    travelMinutes: 0,
    holidays: [],
  })
})

test('policies that mean nothing are refused, and everything wrong is named at once', async (t) => {
  const { given } = scenario(t, tenant)
  const wrong = {
    ...policies,
    timezone: 'America/Santiago_de_Chile',
    locale: 'es_CL!',
    quietHours: { start: '08:00', end: '08:00' },
    reminders: ['PT2H', 'PT0M', 'PT2H'],
  }
  const errors = [
    ['/timezone', 'is not an IANA time zone: America/Santiago_de_Chile'],
    ['/locale', 'is not a BCP 47 language tag: es_CL!'],
    ['/quietHours/end', 'must differ from the start'],
    ['/reminders/2', 'repeats PT2H'],
    ['/reminders/1', 'must be longer than nothing'],
  ] as const
  given(created)
    .when({ type: 'SetPolicies', policies: wrong, now })
    .isRefused(invalid(...errors.map(([p, m]): [string, string] => [p, m])))
  given()
    .when(create({ policies: wrong }))
    .isRefused(invalid(...errors.map(([path, message]): [string, string] => [`/policies${path}`, message])))
  given(created)
    .when({ type: 'SetPolicies', policies: { ...policies, quietHours: { start: '24:00', end: '08:00' } }, now })
    .isRefused(invalid(['/quietHours/start', 'must be before 24:00']))
})

test('a bare offset is no time zone: it knows no rules', async (t) => {
  const { given } = scenario(t, tenant)
  given(created)
    .when({ type: 'SetPolicies', policies: { ...policies, timezone: '-03:00' }, now })
    .isRefused(invalid(['/timezone', 'is not an IANA time zone: -03:00']))
})

test('a location is configured; the same document again changes nothing', async (t) => {
  const { given } = scenario(t, tenant)
  const moved = { ...office, address: 'Alameda 1' }
  given(created)
    .when(configure(office))
    .yields(configured(office))
    .when(configure({ timezone: office.timezone, name: office.name, id: office.id }))
    .changesNothing()
    .when(configure(moved))
    .yields(configured(moved))
})

test('a location in no known zone is refused', async (t) => {
  const { given } = scenario(t, tenant)
  given(created)
    .when(configure({ ...office, timezone: 'Mars/Olympus' }))
    .isRefused(invalid(['/timezone', 'is not an IANA time zone: Mars/Olympus']))
})

test('a location is archived once nothing lies ahead, and comes back when it is configured again', async (t) => {
  const { given } = scenario(t, tenant)
  given(created, configured(office))
    .when(archive(true))
    .isRefused({ type: 'location-in-use' })
    .when(archive(false))
    .yields(archived)
    .when(archive(true))
    .changesNothing()
    .when(configure(office))
    .yields(configured(office))
    .when(archive(false))
    .yields(archived)
  given(created).when(archive(false)).isRefused({ type: 'location-not-found' })
})

test('a key is issued once and revoked once', async (t) => {
  const { given } = scenario(t, tenant)
  given(created)
    .when(issue())
    .yields(issued('channel'))
    .when(issue())
    .changesNothing()
    .when(issue({ role: 'admin' }))
    .isRefused({ type: 'key-exists' })
    .when(issue({ secretHash: 'cd'.repeat(32) }))
    .isRefused({ type: 'key-exists' })
    .when(revoke)
    .yields(revoked)
    .when(revoke)
    .changesNothing()
    .when(issue())
    .isRefused({ type: 'key-exists' })
  given(created).when(revoke).isRefused({ type: 'key-not-found' })
})

test('a tenant holds no platform key, and the platform nothing else', async (t) => {
  const { given } = scenario(t, tenant)
  given(created)
    .when(issue({ role: 'platform' }))
    .isRefused({ type: 'key-role-refused' })
  given(created).when(issueForPlatform).isRefused({ type: 'key-role-refused' })
  given()
    .when({ ...issueForPlatform, tenant: demo })
    .isRefused({ type: 'key-role-refused' })
  given()
    .when(issueForPlatform)
    .yields(issued('platform'))
    .when(issueForPlatform)
    .changesNothing()
    .when(issue())
    .isRefused({ type: 'tenant-not-found' })
    .when(revoke)
    .yields(revoked)
})

test('nobody creates the platform as a tenant', async (t) => {
  const { given } = scenario(t, tenant)
  given()
    .when(create({ tenant: platformTenant }))
    .isRefused({ type: 'reserved-tenant' })
})

test('nothing is configured for a tenant that is not there', async (t) => {
  const { given } = scenario(t, tenant)
  for (const command of [{ type: 'SetPolicies', policies, now } as const, configure(office), archive(false), issue()]) {
    given().when(command).isRefused({ type: 'tenant-not-found' })
  }
})

test('the state shows policies, locations and keys as they stand', async (t) => {
  const { state } = scenario(t, tenant).given(created, configured(office), archived, issued('channel'), revoked)
  t.strictSame(state, {
    created: { tenant: demo, name: 'Demo', policies },
    policies,
    locations: new Map([[office.id, { location: office, archived: true }]]),
    keys: new Map([
      [key.keyId, { role: 'channel', label: 'web', secretHash: key.secretHash, issuedAt: at('08:00'), revoked: true }],
    ]),
    channelAccounts: new Map(),
    notificationRules: new Map(),
    reminderChanges: new Map(),
    channelChanges: new Map(),
    rollouts: [100],
  })
})

test('what a tenant leaves open of its own pace has a default', (t) => {
  t.strictSame([confirmationSla(policies), lateAgentAfter(policies)], [240, 5])
  const own = { ...policies, confirmationSlaMinutes: 30, lateAgentMinutes: 0 }
  t.strictSame([confirmationSla(own), lateAgentAfter(own)], [30, 0])
  t.strictSame([confirmationSla(null), lateAgentAfter(null)], [240, 5])
  t.end()
})

const event = 'visit.reminder.t2h'
const ruleOf = (changes: Partial<NotificationRule> = {}): NotificationRule => ({
  id: 'customer',
  enabled: true,
  recipients: ['customer'],
  fallbackOrder: ['whatsapp', 'email'],
  template: event,
  priority: 'critical',
  slaSeconds: 120,
  quietHours: 'send',
  notAfter: 'PT1H',
  fallbackAfterSeconds: 600,
  ...changes,
})
const setRules = (rules: NotificationRule[], of: RuleEvent = event) =>
  ({ type: 'SetNotificationRules', event: of, rules, now }) as const
const rulesSet = (rules: NotificationRule[]): TenantEvent => ({
  type: 'NotificationRulesSet',
  data: { event, rules, at: instant('08:00') },
})
const resetRules = { type: 'ResetNotificationRules', event, now } as const
const rulesReset: TenantEvent = { type: 'NotificationRulesReset', data: { event, at: instant('08:00') } }

test('the rules of an event are put whole; the same again changes nothing, and they can go back to the defaults', (t) => {
  const { given } = scenario(t, tenant)
  const [rules, others] = [[ruleOf()], [ruleOf({ enabled: false })]]
  given(created)
    .when(resetRules)
    .changesNothing()
    .when(setRules(rules))
    .yields(rulesSet(rules))
    .when(setRules(rules))
    .changesNothing()
    .when(setRules(others))
    .yields(rulesSet(others))
    .when(resetRules)
    .yields(rulesReset)
    .when(resetRules)
    .changesNothing()
    .when(setRules([]))
    .yields(rulesSet([]))
  given().when(setRules(rules)).isRefused({ type: 'tenant-not-found' })
  given().when(resetRules).isRefused({ type: 'tenant-not-found' })
  const { state } = given(created, rulesSet(rules), rulesReset)
  t.strictSame(state.notificationRules, new Map([[event, { rules: null, changes: 2 }]]))
  t.end()
})

test('rules that could never work are refused, and everything wrong is named at once', (t) => {
  const { given } = scenario(t, tenant)
  const agents = ruleOf({ recipients: ['agents'], fallbackOrder: ['in_app', 'sms'] })
  given(created)
    .when(
      setRules([
        ruleOf(),
        agents,
        ruleOf({ id: 'other', notAfter: 'PT0M' }),
        ruleOf({ id: 'long', notAfter: 'P367D' }),
      ]),
    )
    .isRefused(
      invalid(
        ['/rules/1/id', 'repeats customer'],
        ['/rules/1/fallbackOrder/1', 'agents are told in_app only: nothing else is known of them'],
        ['/rules/2/notAfter', 'must be longer than nothing'],
        ['/rules/3/notAfter', 'must be at most 366 days'],
      ),
    )
    .when(setRules([ruleOf()], 'visit.assigned'))
    .isRefused(invalid(['/rules/0/recipients/0', 'visit.assigned does not concern customer']))
    .when(setRules([ruleOf({ recipients: ['customer', 'participants'] })], 'waitlist.matched'))
    .isRefused(invalid(['/rules/0/recipients/1', 'waitlist.matched does not concern participants']))
    .when(setRules([ruleOf()], 'visit.forgotten' as RuleEvent))
    .isRefused(invalid(['/event', 'is nothing that people are told of: visit.forgotten']))
  t.end()
})

test('how often reminders came and went is counted, and so are the percentages that went live', (t) => {
  const { given } = scenario(t, tenant)
  const set = (changes: Partial<typeof policies>): TenantEvent => ({
    type: 'TenantPoliciesSet',
    data: { policies: { ...policies, ...changes }, at: instant('08:00') },
  })
  const { state } = given(
    created,
    set({ reminders: ['PT2H', 'P1D'] }),
    set({ reminders: ['PT24H', 'PT2H'], notifications: 'shadow' }),
    set({ rollout: { percent: 30 } }),
    set({ rollout: { percent: 30 }, holdSeconds: 90 }),
  )
  const counts = { PT24H: 2, PT30M: 2, P1D: 2 }
  t.strictSame(new Map([...state.reminderChanges].sort()), new Map(Object.entries(counts).sort()))
  t.strictSame(state.rollouts, [100, 0, 30])
  t.end()
})
