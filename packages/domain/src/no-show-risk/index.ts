export { type AwaitedVisit, type NoShowFactor, type NoShowReason, type NoShowRisk, noShowRisk } from './risk.ts'
export { type ScoredVisits, type Separation, separation } from './separation.ts'
export { defaultNoShowWeights, type NoShowWeights, NoShowWeightsSchema } from './weights.ts'
