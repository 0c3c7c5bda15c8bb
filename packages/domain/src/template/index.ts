import type { Decider } from '../decider.ts'
import type { TemplateCommand } from './commands.ts'
import { decideTemplate } from './decide.ts'
import type { TemplateEvent } from './events.ts'
import type { TemplateRejection } from './rejections.ts'
import { evolveTemplate, initialTemplate, type TemplateState } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export type * from './rejections.ts'
export { newestVersion, publishedVersion, type TemplateState, type TemplateVersion } from './state.ts'

/** A tenant's own text for one occasion, channel and language: its versions, and which of them is in force. */
export const template: Decider<TemplateState, TemplateCommand, TemplateEvent, TemplateRejection> = {
  category: 'template',
  initial: initialTemplate,
  decide: decideTemplate,
  evolve: evolveTemplate,
}
