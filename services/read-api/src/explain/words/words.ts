import type { OpeningRule } from '@visita/domain'
import type { Obstacle, PoolFinding, ResourceFinding } from '../finding.ts'

/** Everything that a sentence may need, already as people say it. What does not belong to a rule is empty there. */
export interface Values {
  readonly type: string
  readonly resource: string
  /** Minutes, days, places: whatever the rule counts. */
  readonly count: string
  /** An instant or a date that the rule turns on. */
  readonly when: string
  readonly before: string
  readonly after: string
  /** Hours, starts, kinds of resources or what is in the way, as a list. */
  readonly list: string
}

export interface ObstacleValues {
  readonly visit: string
  readonly from: string
  readonly until: string
  readonly expires: string
  readonly source: string
  /** Who took it, and when. */
  readonly by: string
}

type Codes<Finding> = Finding extends { rule: infer Rule extends string; code: infer Code extends string }
  ? `${Rule} ${Code}`
  : never
export type SentenceKey = Codes<PoolFinding> | Codes<ResourceFinding>

/** One language. A rule or code without a sentence does not compile. */
export interface Words {
  readonly offered: string
  readonly sentences: Readonly<Record<SentenceKey, (values: Values) => string>>
  /** What decided about the opening hours. `list`: the hours; `when`: the holiday's name, or from when it closes. */
  readonly decided: Readonly<Record<OpeningRule, (values: Pick<Values, 'list' | 'when'>) => string>>
  readonly obstacles: Readonly<Record<'reservation' | 'hold' | 'block' | 'busy', (values: ObstacleValues) => string>>
  /** How it meets the visit, where that is not plain. */
  readonly meets: Readonly<Record<Obstacle['meets'], string>>
  readonly by: (values: { actor: string; role: string; channel: string; when: string }) => string
  readonly kinds: Readonly<Record<'agent' | 'room' | 'unit' | 'vehicle', (count: number) => string>>
  readonly freeOf: (values: { kind: string; count: string; free: string }) => string
}

/** A count with its noun. */
export const one = (count: string, single: string, many: string): string => `${count} ${count === '1' ? single : many}`
