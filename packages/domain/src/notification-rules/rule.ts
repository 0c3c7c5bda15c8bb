import { type Static, Type } from '@sinclair/typebox'
import { type ConfigurationError, repeated } from '../configuration.ts'
import { NotificationChannelSchema } from '../notification/words.ts'
import { nullable, strict, stringEnum } from '../schema.ts'
import { DurationSchema, durationProblem, type RuleEvent, RuleRecipientSchema } from './words.ts'

/** Who is told of an event, how, and how hard it is tried. */
export const NotificationRuleSchema = Type.Object(
  {
    /** Within its event. It makes a message that message: another id would tell people again. */
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }),
    enabled: Type.Boolean(),
    recipients: Type.Array(RuleRecipientSchema, { minItems: 1, maxItems: 3, uniqueItems: true }),
    /** The channels, the most wanted first: each only when the one before did not get through. Never all of them. */
    fallbackOrder: Type.Array(NotificationChannelSchema, { minItems: 1, maxItems: 4, uniqueItems: true }),
    /** The template's key. */
    template: Type.String({ pattern: '^[a-z][a-z0-9._-]{0,63}$' }),
    /** Critical ones go before all others, and above what people prefer; never above what the law says. */
    priority: stringEnum('critical', 'normal'),
    /** To be taken by the provider so soon after it is due. */
    slaSeconds: nullable(Type.Integer({ minimum: 1, maximum: 86_400 })),
    /** In the recipient's quiet hours. `send-if-soon` sends what is about a visit within 24 hours, and lets the rest wait. */
    quietHours: stringEnum('send', 'send-if-soon', 'defer', 'drop'),
    /** So long after it is due it is of no use any more. What is about a visit ahead is of none from its start in any case. */
    notAfter: DurationSchema,
    /** Taken, and neither delivered nor read after so long: the next channel. */
    fallbackAfterSeconds: nullable(Type.Integer({ minimum: 1, maximum: 604_800 })),
  },
  strict,
)
export type NotificationRule = Static<typeof NotificationRuleSchema>

export const NotificationRulesSchema = Type.Array(NotificationRuleSchema, { maxItems: 20 })

/** What the schema cannot see, with the place in `{rules}`. */
export function ruleErrors(event: RuleEvent, rules: readonly NotificationRule[]): readonly ConfigurationError[] {
  return [
    ...repeated(rules, ({ id }) => id).map((index) => ({
      path: `/rules/${index}/id`,
      message: `repeats ${rules[index]?.id}`,
    })),
    ...rules.flatMap((rule, index) =>
      oneRuleErrors(event, rule).map((error) => ({ ...error, path: `/rules/${index}${error.path}` })),
    ),
  ]
}

function oneRuleErrors(event: RuleEvent, { recipients, fallbackOrder, notAfter }: NotificationRule) {
  const errors: ConfigurationError[] = []
  const wrong = recipients.findIndex((recipient) => !concerns(event, recipient))
  if (wrong >= 0)
    errors.push({ path: `/recipients/${wrong}`, message: `${event} does not concern ${recipients[wrong]}` })
  const outside = fallbackOrder.findIndex((channel) => channel !== 'in_app')
  if (recipients.includes('agents') && outside >= 0) {
    errors.push({
      path: `/fallbackOrder/${outside}`,
      message: 'agents are told in_app only: nothing else is known of them',
    })
  }
  const problem = durationProblem(notAfter)
  if (problem) errors.push({ path: '/notAfter', message: problem })
  return errors
}

/** Who joined, left or waits is one kind of people; the rest is for everybody. */
function concerns(event: RuleEvent, recipient: NotificationRule['recipients'][number]): boolean {
  if (event === 'visit.assigned' || event === 'visit.unassigned') return recipient === 'agents'
  if (event === 'waitlist.matched') return recipient === 'customer'
  return true
}
