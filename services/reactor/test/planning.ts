import { randomBytes } from 'node:crypto'
import type { NotificationChannel } from '@visita/domain'
import { createLinks, createPlanning, createTemplates, type PlanningOptions } from '@visita/planning'

export type Given = Omit<PlanningOptions, 'accounts' | 'templates' | 'links'> & {
  /** The channels by which messages can leave: all of them, where it is left out. */
  readonly configured?: ReadonlySet<NotificationChannel>
}

/** Planning as the reactor has it, with the texts that are shipped. */
export const planningOf = ({ configured, ...given }: Given) =>
  createPlanning({
    ...given,
    accounts: { configured: async () => configured ?? new Set(['in_app', 'whatsapp', 'email', 'sms']) },
    templates: createTemplates(given.aggregates),
    links: createLinks(randomBytes(32), 'https://visita.example'),
  })
