import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import { NotificationRulesSchema } from '../notification-rules/rule.ts'
import { RuleEventSchema } from '../notification-rules/words.ts'
import {
  InstantSchema,
  LocationIdSchema,
  LocationSchema,
  PoliciesSchema,
  RoleSchema,
  SecretSchema,
  strict,
  TenantIdSchema,
} from '../schema.ts'
import { AccountChannelSchema, ChannelAccountSchema } from './channel-account.ts'

export const tenantEvents = [
  defineEvent(
    'TenantCreated',
    Type.Object(
      {
        tenant: TenantIdSchema,
        name: Type.String({ minLength: 1, maxLength: 200 }),
        policies: PoliciesSchema,
        at: InstantSchema,
      },
      strict,
    ),
  ),
  defineEvent('TenantPoliciesSet', Type.Object({ policies: PoliciesSchema, at: InstantSchema }, strict)),
  defineEvent('LocationConfigured', Type.Object({ location: LocationSchema, at: InstantSchema }, strict)),
  defineEvent('LocationArchived', Type.Object({ locationId: LocationIdSchema, at: InstantSchema }, strict)),
  defineEvent(
    'KeyIssued',
    Type.Object(
      {
        keyId: Type.String({ pattern: '^[a-z0-9]{8,32}$' }),
        role: RoleSchema,
        label: Type.String({ maxLength: 100 }),
        /** SHA-256 of the secret part, hex. The key itself is shown once and kept nowhere. */
        secretHash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
        at: InstantSchema,
      },
      strict,
    ),
  ),
  /** The tenant's own account for a channel. `secrets` are JSON, under the key of `accountKeyOf`. */
  defineEvent(
    'ChannelAccountSet',
    Type.Object({ account: ChannelAccountSchema, secrets: SecretSchema, at: InstantSchema }, strict),
  ),
  defineEvent('ChannelAccountRemoved', Type.Object({ channel: AccountChannelSchema, at: InstantSchema }, strict)),
  defineEvent('KeyRevoked', Type.Object({ keyId: Type.String(), at: InstantSchema }, strict)),
  /** Who is told of that event, how. The whole document, in place of what was in force. */
  defineEvent(
    'NotificationRulesSet',
    Type.Object({ event: RuleEventSchema, rules: NotificationRulesSchema, at: InstantSchema }, strict),
  ),
  /** Back to what everybody has. */
  defineEvent('NotificationRulesReset', Type.Object({ event: RuleEventSchema, at: InstantSchema }, strict)),
] as const

export type TenantEvent = EventsOf<typeof tenantEvents>
