import { createWebhookAccounts, type PlatformAccounts } from '@visita/accounts'
import { type Agenda, createAgenda, createContactPoints } from '@visita/agenda'
import { createLinks, createPlanning, createTemplates } from '@visita/planning'
import {
  customerIdsOfPhone,
  lastAssigned,
  personalOpener,
  resourceIds,
  tenantsOfNumber,
  usualAgents,
  visitsAmong,
} from '@visita/projections'
import { withEveryTenant, withTenant } from '@visita/read-store'
import { monotonic } from '@visita/runtime'
import { type Answer, createSafe, keepProviderMessages, runWebhooks } from '@visita/webhooks'
import type { DispatcherOptions } from './dispatcher.ts'

export interface InboundOptions
  extends Pick<
    DispatcherOptions,
    | 'store'
    | 'readStore'
    | 'postgresUrl'
    | 'vault'
    | 'accounts'
    | 'masterKey'
    | 'publicUrl'
    | 'clock'
    | 'logger'
    | 'metrics'
    | 'signal'
  > {
  readonly platform: PlatformAccounts
}

/**
 * Does what providers tell us, until the signal ends it. Beside the sending, since it is the other half of it; several may run.
 * @throws what stops the line of provider messages: see `runProjections`
 */
export async function runInbound(options: InboundOptions): Promise<void> {
  const { store, readStore, postgresUrl: url, vault, accounts, masterKey, logger } = options
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  const agenda = agendaOf(options)
  const safe = createSafe(masterKey)
  const everywhere = { ...options, signal, agenda, safe }
  const doing = runWebhooks({
    ...everywhere,
    webhookAccounts: createWebhookAccounts(accounts, (number) =>
      withEveryTenant(readStore, (db) => tenantsOfNumber(db, number)),
    ),
    contactPoints: createContactPoints(masterKey),
    customersOfPhone: (tenant, phone) => withTenant(readStore, tenant, (db) => customerIdsOfPhone(db, tenant, phone)),
    answer: answerer(options, agenda),
  })
  try {
    await keepProviderMessages({ url, store, safe, logger, signal, openPersonal: personalOpener(vault) })
  } finally {
    failed.abort()
    await doing
  }
}

/** What taps do to visits. */
function agendaOf({ store, readStore, vault, clock }: InboundOptions): Agenda {
  const readModel: Parameters<typeof createAgenda>[0]['readModel'] = {
    resourceIds: (tenant) => withTenant(readStore, tenant, (db) => resourceIds(db, tenant)),
    visitsAmong: (tenant, ids) => withTenant(readStore, tenant, (db) => visitsAmong(db, tenant, ids)),
    lastAssigned: (tenant, ids) => withTenant(readStore, tenant, (db) => lastAssigned(db, tenant, ids)),
    usualAgents: (tenant, customerId) => withTenant(readStore, tenant, (db) => usualAgents(db, tenant, customerId)),
  }
  return createAgenda({ store, clock, vault, readModel, monotonic, alwaysFresh: true })
}

function answerer(
  { store, vault, accounts, masterKey, publicUrl, clock }: InboundOptions,
  { aggregates }: Agenda,
): (answer: Answer) => Promise<void> {
  const planning = createPlanning({
    ...{ store, aggregates, vault, accounts, clock },
    templates: createTemplates(aggregates),
    links: createLinks(masterKey, publicUrl),
  })
  return async ({ tenant, visitId, kind, recipient, eventId, at, recordedAt }) => {
    const request = {
      ...{ tenant, requestId: eventId, channel: 'whatsapp' },
      caller: { actor: 'system:webhooks', role: 'system' },
    }
    const cause = { eventId, at, recordedAt }
    await planning.reply(request, { kind, visitId, recipient, channel: 'whatsapp', cause })
  }
}
