import type { Accounts } from '@visita/accounts'
import { type Aggregates, commandContext, type Request } from '@visita/agenda'
import {
  type Cause,
  type Notification,
  type Occasion,
  type PlannedMessage,
  type PlanningGround,
  planMessages,
  type ReplyKind,
  requestFor,
  StreamName,
  type TenantId,
  type ToldVisit,
  type VisitId,
  type WaitlistEntryId,
} from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import type { Vault } from '@visita/read-store'
import { type Clock, inParallel } from '@visita/runtime'
import { nextOf, renewedOf } from './again.ts'
import type { Offered, Scene } from './data.ts'
import { createFacts, type TenantFacts } from './facts.ts'
import { readOffer, readVisit, type VisitHistory } from './history.ts'
import type { Links } from './links.ts'
import { choose, type TemplateSource, write } from './writing.ts'

/** A step that has been taken, and would be found half done if the machine died now. */
export type PlanningStep = 'requested' | 'child-requested' | 'fell-back' | 'renewed'

export interface PlanningOptions {
  readonly store: Pick<EventStore, 'read'>
  readonly aggregates: Aggregates
  /** On a store of `visita_writer`. */
  readonly vault: Pick<Vault, 'keys'>
  readonly accounts: Pick<Accounts, 'configured'>
  readonly templates: TemplateSource
  readonly links: Links
  readonly clock: Pick<Clock, 'now'>
  /** Called after each step; tests stop the process in it. */
  readonly onStep?: (step: PlanningStep) => void | Promise<void>
}

/** What is told of visits; offers and replies have ways of their own. */
export type VisitOccasion = Exclude<Occasion, { readonly about: 'offer' | 'reply' }>

export interface TellOptions {
  /** Whether a message still is right, after what has happened since. All of them, where it is left out. */
  readonly isWanted?: (message: PlannedMessage) => boolean
  /** How old what is known of the tenant may be: 0 where it was changed a moment ago. */
  readonly settingsMs?: number
}

export interface Reply {
  readonly kind: ReplyKind
  readonly visitId: VisitId
  readonly recipient: Extract<Occasion, { readonly about: 'reply' }>['recipient']
  /** Where they tapped or wrote. */
  readonly channel: PlannedMessage['channel']
  /** Its event id names the tap or the text: the same again is the same answer. */
  readonly cause: Cause
}

export type Planning = ReturnType<typeof createPlanning>

/** Messages that are requested at the same time. */
const atOnce = 8

/**
 * From what happened to messages that wait to be sent: who is told what is the domain's word (`planMessages`), what it says the
 * template's. Everything may be asked again: a message is requested once, and its text stays.
 */
export function createPlanning(options: PlanningOptions) {
  const { store, aggregates, clock, onStep } = options
  const facts = createFacts(options)

  async function sceneOf(
    tenant: TenantFacts,
    told: readonly ToldVisit[],
    offered: Offered | null = null,
  ): Promise<Scene> {
    const former = told.flatMap((one) => one.former?.claims ?? [])
    const held = offered?.offer.resourceIds.map((resourceId) => ({ resourceId })) ?? []
    const cast = await facts.cast(
      tenant.tenant,
      told.map(({ state }) => state.visit),
      {
        claims: [...former, ...held],
        ...(offered ? { persons: [offered.entry.customerId], types: [offered.entry.typeId] } : {}),
      },
    )
    return { tenant, cast, visits: new Map(told.map((one) => [one.state.visit.visitId, one])), offered }
  }

  const groundOf = ({ tenant, cast }: Scene): PlanningGround => ({
    tenant: tenant.tenant,
    settings: tenant.settings,
    configured: tenant.configured,
    people: cast.people,
    agents: new Map([...cast.resources].filter(([, { kind }]) => kind === 'agent')),
    now: clock.now(),
  })

  /** Requests one with its text. @returns whether there is such a message now */
  async function order(request: Request, scene: Scene, message: PlannedMessage): Promise<boolean> {
    const stream = StreamName.notification(request.tenant, message.notificationId)
    const context = commandContext(request)
    const written = await (message.outcome === 'schedule' ? write : choose)(options, message, scene)
    if (written.kind === 'nobody') return false
    const command = requestFor(message, { ...written, now: clock.now() })
    const outcome = await aggregates.notification.execute(stream, command, context, { assumeNew: true })
    if (outcome.kind !== 'accepted') throw new Error(`a message that was planned was not requested: ${outcome.kind}`)
    const { status, notification } = outcome.state
    if (written.kind === 'unwritable' && status === 'pending' && notification.content === null) {
      const failure = { class: 'template', code: written.code, deadLetter: false } as const
      await aggregates.notification.execute(stream, { type: 'FailNotification', ...failure, now: clock.now() }, context)
    }
    return true
  }

  async function orderAll(request: Request, scene: Scene, planned: readonly PlannedMessage[]) {
    const ordered: PlannedMessage[] = []
    await inParallel(planned, atOnce, async (message) => {
      if (await order(request, scene, message)) ordered.push(message)
      await onStep?.('requested')
    })
    return ordered
  }

  return {
    tenant: facts.tenant,
    readVisit: (tenant: TenantId, visitId: VisitId): Promise<VisitHistory> => readVisit(store, tenant, visitId),

    /** What would be told. @returns nothing for a tenant that is not there */
    async plan(request: Request, occasions: readonly VisitOccasion[], { settingsMs }: TellOptions = {}) {
      const tenant = await facts.tenant(request.tenant, settingsMs)
      if (!tenant) return null
      const scene = await sceneOf(tenant, occasions.flatMap(toldIn))
      const ground = groundOf(scene)
      return { scene, planned: occasions.flatMap((occasion) => planMessages(ground, occasion)) }
    },

    /**
     * Tells people of what happened: plans, writes, requests. Whoever was erased is told nothing.
     * @returns the messages that there are now, whether or not they were there before
     * @throws Outage, StoreUnavailable; then some may have been requested
     */
    async tell(
      request: Request,
      occasions: readonly VisitOccasion[],
      more: TellOptions = {},
    ): Promise<readonly PlannedMessage[]> {
      const { isWanted = () => true } = more
      const found = await this.plan(request, occasions, more)
      return found ? orderAll(request, found.scene, found.planned.filter(isWanted)) : []
    },

    /** Tells whoever waits of the offer that this event made, while it stands. */
    async tellOffer(request: Request, entryId: WaitlistEntryId, cause: Cause): Promise<readonly PlannedMessage[]> {
      const [tenant, offered] = await Promise.all([
        facts.tenant(request.tenant),
        readOffer(store, request.tenant, entryId, cause.eventId),
      ])
      if (!tenant || !offered) return []
      const scene = await sceneOf(tenant, [], offered)
      const { customerId } = offered.entry
      const { start, expiresAt } = offered.offer
      const offer = { about: 'offer', cause, entryId, customerId, start, expiresAt } as const
      return orderAll(request, scene, planMessages(groundOf(scene), offer))
    },

    /** Whether the offer that this event made stands. @throws Outage */
    offerStands: async (tenant: TenantId, entryId: WaitlistEntryId, eventId: string): Promise<boolean> =>
      (await readOffer(store, tenant, entryId, eventId)) !== null,

    /** Answers somebody where they tapped or wrote, of the visit as it is now. */
    async reply(request: Request, { visitId, ...reply }: Reply): Promise<readonly PlannedMessage[]> {
      const [tenant, { told }] = await Promise.all([
        facts.tenant(request.tenant),
        readVisit(store, request.tenant, visitId),
      ])
      if (!tenant || !told) return []
      const scene = await sceneOf(tenant, [told])
      const occasion = { about: 'reply', ...reply, state: told.state } as const
      return orderAll(request, scene, planMessages(groundOf(scene), occasion))
    },

    /**
     * The same message on the next channel of its order.
     * Does nothing where there is no next channel, or the time is over. `told`: the visits that it tells of, as they stand.
     */
    async fallBack(
      request: Request,
      parent: Notification,
      why: 'failed' | 'undelivered-in-time',
      told: readonly ToldVisit[],
    ): Promise<void> {
      const child = nextOf(parent, clock.now())
      const tenant = child && (await facts.tenant(request.tenant))
      if (!child || !tenant) return
      const { waitlistEntryId, cause } = parent
      const offered = waitlistEntryId && (await readOffer(store, request.tenant, waitlistEntryId, cause.eventId))
      if (waitlistEntryId && !offered) return
      const scene = await sceneOf(tenant, told, offered)
      // First the parent, which says no where it has arrived meanwhile: nobody gets both. Whoever died then goes on from there.
      const { channel, notificationId: childId } = child
      const stream = StreamName.notification(request.tenant, parent.notificationId)
      const command = { type: 'FallBack', channel, childId, why, now: clock.now() } as const
      const outcome = await aggregates.notification.execute(stream, command, commandContext(request))
      if (outcome.kind !== 'accepted') return
      await onStep?.('fell-back')
      await order(request, scene, child)
      await onStep?.('child-requested')
    },

    /** The same message of these visits as they stand now, for one that waits and is about to be withdrawn; null where there is none. */
    async renew(request: Request, former: Notification, told: readonly ToldVisit[]): Promise<PlannedMessage | null> {
      const visits = told.map(({ state }) => ({ ...state, visitId: state.visit.visitId }))
      const renewed = renewedOf(former, visits, clock.now())
      const tenant = renewed && (await facts.tenant(request.tenant))
      if (!renewed || !tenant) return null
      const isThere = await order(request, await sceneOf(tenant, told), renewed)
      await onStep?.('renewed')
      return isThere ? renewed : null
    },
  }
}

/** The visits that an occasion is about. */
function toldIn(occasion: VisitOccasion): readonly ToldVisit[] {
  switch (occasion.about) {
    case 'visit': {
      const { event, state } = occasion
      return [{ state, former: 'former' in event.data ? event.data.former : null }]
    }
    case 'series':
    case 'series-cancelled':
      return occasion.visits.map((state) => ({ state, former: null }))
    case 'bulk-move':
      return occasion.visits
    case 'reminders':
      return [{ state: occasion.state, former: null }]
  }
}
