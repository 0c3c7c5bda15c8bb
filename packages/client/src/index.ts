import type { components } from './generated/read.ts'

export { type ClientOptions, createClient, type VisitaClient } from './client.ts'
export { type Problem, Refusal, slugOf, taken } from './refusal.ts'

/** The schemas that the read API names: `Schemas['Visit']`, `Schemas['AgendaDay']`. */
export type Schemas = components['schemas']
