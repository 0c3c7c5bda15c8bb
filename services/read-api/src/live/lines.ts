import { type CataloguedEvent, type Recipient, recipientKey, type VisitStatus } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'

/** What a change is about; a reader may choose among them. */
export const changeKinds = [
  'visit',
  'notification',
  'waitlist',
  'block',
  'slot',
  'customer',
  'bulk-move',
  'series',
  'configuration',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/** What a dashboard shows and nobody else tells it; the others are for whoever asks. */
export const usualKinds: readonly ChangeKind[] = ['visit', 'notification', 'waitlist', 'block']

/** Which things changed, by id. Nothing personal and no text: whoever may read them reads their rows. */
export interface Subject {
  readonly visitId?: string
  readonly status?: VisitStatus
  /** RFC 3339, UTC. */
  readonly start?: string
  readonly end?: string
  readonly resourceIds?: readonly string[]
  readonly locationId?: string | null
  readonly typeId?: string
  /** The resource's own local day. */
  readonly date?: string
  readonly expiresAt?: string
  readonly customerId?: string
  readonly blockId?: string
  readonly holdId?: string
  readonly entryId?: string
  readonly notificationId?: string
  /** Whose inbox it lies in: `resource:ana`. */
  readonly inbox?: string
  readonly bulkMoveId?: string
  readonly seriesId?: string
}

export type Type = CataloguedEvent['type']
type Fact<T extends Type> = Pick<RecordedEvent<Extract<CataloguedEvent, { type: T }>>, 'data' | 'ids'>
/** How it is told: by which name, and of what. Null: nobody's screen changes by it, or another event says the same. */
type Line<T extends Type> = readonly [name: `${ChangeKind}.${string}`, about: (fact: Fact<T>) => Subject] | null

interface Placed {
  readonly start: string
  readonly end: string
  readonly claims: readonly { readonly resourceId: string }[]
  readonly locationId: string | null
}
const place = ({ start, end, claims, locationId }: Placed) => {
  return { start, end, resourceIds: [...new Set(claims.map(({ resourceId }) => resourceId))], locationId }
}
const visit = ({ data }: { data: { visitId: string } }) => ({ visitId: data.visitId })
const visitNow = (status: VisitStatus) => (fact: { data: { visitId: string } }) => ({ ...visit(fact), status })
const visitMoved = ({ data }: { data: Placed & { visitId: string } }) => ({ visitId: data.visitId, ...place(data) })
const notification = ({ data }: { data: { notificationId: string; visitId: string | null } }) => ({
  notificationId: data.notificationId,
  ...(data.visitId === null ? {} : { visitId: data.visitId }),
})
const inInbox = ({ data }: { data: { notificationId: string; visitId: string | null; inbox?: Recipient } }) => ({
  ...notification({ data }),
  ...(data.inbox && { inbox: recipientKey(data.inbox) }),
})
const block = ({ data }: { data: { blockId: string } }) => ({ blockId: data.blockId })
const entry = ({ data }: { data: { entryId: string } }) => ({ entryId: data.entryId })
const bulkMove = ({ data }: { data: { bulkMoveId: string } }) => ({ bulkMoveId: data.bulkMoveId })
const series = ({ data }: { data: { seriesId: string } }) => ({ seriesId: data.seriesId })
const customer = ({ data }: { data: { customerId: string } }) => ({ customerId: data.customerId })
/** A slot's stream is named after its resource and day. */
const day = ({ ids: [, resourceId = '', date = ''] }: { ids: readonly string[] }) => ({
  resourceIds: [resourceId],
  date,
})

/** Every event that there is: a new one without a line does not compile. An old version is told as what it became. */
export const lines: { readonly [T in Type]: Line<T> } = {
  VisitRequested: [
    'visit.requested',
    ({ data }) => ({ ...visitMoved({ data }), status: 'pending', typeId: data.typeId }),
  ],
  VisitConfirmed: ['visit.confirmed', visitNow('confirmed')],
  VisitCancelled: ['visit.cancelled', visitNow('cancelled')],
  VisitSetOut: ['visit.set-out', visitNow('en_route')],
  VisitCheckedIn: ['visit.checked-in', visitNow('checked_in')],
  VisitCompleted: ['visit.completed', visitNow('completed')],
  VisitNoShowMarked: ['visit.no-show', visitNow('no_show')],
  VisitRescheduled: ['visit.rescheduled', visitMoved],
  VisitReassigned: ['visit.reassigned', visitMoved],
  VisitNoteAdded: ['visit.note-added', visit],
  VisitOutcomeRecorded: ['visit.outcome-recorded', visit],
  VisitParticipantAdded: ['visit.participant-added', visit],
  VisitLinksRevoked: ['visit.links-revoked', visit],
  // Nothing became of it, but the visit's revision is another one.
  VisitMoveAbandoned: ['visit.move-abandoned', visit],
  // There was no visit.
  VisitAbandoned: null,

  WaitlistJoined: ['waitlist.joined', entry],
  WaitlistOffered: [
    'waitlist.offered',
    ({ data: { entryId, start, end, resourceIds, expiresAt } }) => ({ entryId, start, end, resourceIds, expiresAt }),
  ],
  WaitlistOfferDeclined: ['waitlist.declined', entry],
  WaitlistOfferLapsed: ['waitlist.lapsed', entry],
  WaitlistOfferAccepted: ['waitlist.accepted', ({ data: { entryId, visitId } }) => ({ entryId, visitId })],
  WaitlistLeft: ['waitlist.left', entry],
  WaitlistClosed: ['waitlist.closed', entry],

  BlockPlaced: [
    'block.placed',
    ({ data: { blockId, start, end, resourceIds } }) => ({ blockId, start, end, resourceIds }),
  ],
  BlockLaidUntil: ['block.laid', block],
  BlockRefused: ['block.refused', block],
  BlockLifted: ['block.lifted', block],

  SlotHeld: [
    'slot.held',
    (fact) => {
      const { holdId, start, end, expiresAt } = fact.data
      return { holdId, ...day(fact), start, end, expiresAt }
    },
  ],
  SlotHoldReleased: ['slot.hold-released', (fact) => ({ holdId: fact.data.holdId, ...day(fact) })],
  // Also for the busy time of external calendars, of which nothing else tells.
  SlotBlocked: ['slot.blocked', (fact) => ({ blockId: fact.data.blockId, ...day(fact) })],
  SlotUnblocked: ['slot.unblocked', (fact) => ({ blockId: fact.data.blockId, ...day(fact) })],
  // The visit's own events say it.
  SlotReserved: null,
  SlotReleased: null,

  // Its text is nobody's news, and of the gates what comes of them is told.
  NotificationRequested: ['notification.requested', notification],
  NotificationScheduled: null,
  NotificationGatesJudged: null,
  NotificationDeferred: ['notification.deferred', notification],
  NotificationAttemptStarted: ['notification.attempt-started', notification],
  NotificationAccepted: ['notification.accepted', inInbox],
  NotificationAttemptRefused: ['notification.attempt-refused', notification],
  NotificationAttemptLost: ['notification.attempt-lost', notification],
  NotificationSent: ['notification.sent', notification],
  NotificationDelivered: ['notification.delivered', notification],
  NotificationRead: ['notification.read', inInbox],
  NotificationSeen: ['notification.seen', inInbox],
  NotificationArchived: ['notification.archived', inInbox],
  NotificationUndelivered: ['notification.undelivered', notification],
  NotificationFailed: ['notification.failed', notification],
  NotificationDeadLettered: ['notification.dead-lettered', notification],
  NotificationFellBack: ['notification.fell-back', notification],
  NotificationRetried: ['notification.retried', notification],
  NotificationSuperseded: ['notification.superseded', notification],
  NotificationCancelled: ['notification.cancelled', notification],
  NotificationSuppressed: ['notification.suppressed', notification],
  NotificationExpired: ['notification.expired', notification],
  NotificationShadowed: ['notification.shadowed', notification],

  CustomerContactChanged: ['customer.changed', customer],
  CustomerErased: ['customer.erased', customer],
  CustomerPreferencesSet: ['customer.preferences-set', customer],
  CustomerRegistered: null,

  BulkMovePlanned: ['bulk-move.planned', bulkMove],
  BulkMoveCommitted: ['bulk-move.committed', bulkMove],
  BulkMoveFinished: ['bulk-move.finished', bulkMove],
  BulkMoveUndone: ['bulk-move.undone', bulkMove],
  BulkMoveUndoFinished: ['bulk-move.undo-finished', bulkMove],
  BulkMoveVisitFailed: ['bulk-move.visit-failed', ({ data }) => ({ ...bulkMove({ data }), ...visit({ data }) })],
  BulkMoveVisitKept: ['bulk-move.visit-kept', ({ data }) => ({ ...bulkMove({ data }), ...visit({ data }) })],
  // The visit itself says that it moved.
  BulkMoveVisitMoved: null,
  BulkMoveVisitReturned: null,

  SeriesPlanned: ['series.planned', series],
  SeriesSettled: ['series.settled', series],
  SeriesCancelled: ['series.cancelled', series],
  SeriesOccurrenceBooked: null,
  SeriesOccurrenceFailed: null,

  TenantPoliciesSet: ['configuration.policies', () => ({})],
  LocationConfigured: ['configuration.location', ({ data }) => ({ locationId: data.location.id })],
  LocationArchived: ['configuration.location-archived', ({ data }) => ({ locationId: data.locationId })],
  ResourceConfigured: ['configuration.resource', ({ data }) => ({ resourceIds: [data.resource.id] })],
  ResourceArchived: ['configuration.resource-archived', ({ data }) => ({ resourceIds: [data.resourceId] })],
  VisitTypeConfigured: ['configuration.visit-type', ({ data }) => ({ typeId: data.visitType.id })],
  VisitTypeArchived: ['configuration.visit-type-archived', ({ data }) => ({ typeId: data.typeId })],
  ChannelAccountSet: ['configuration.channel', () => ({})],
  ChannelAccountRemoved: ['configuration.channel-removed', () => ({})],
  NotificationRulesSet: ['configuration.notification-rules', () => ({})],
  NotificationRulesReset: ['configuration.notification-rules-reset', () => ({})],
  TemplateSaved: ['configuration.template-saved', () => ({})],
  TemplatePublished: ['configuration.template', () => ({})],
  TemplateRolledBack: ['configuration.template', () => ({})],
  TenantCreated: null,
  KeyIssued: null,
  KeyRevoked: null,
  ClockSet: null,
  // Whether somebody may be written to: no screen shows it by address.
  ContactPointHeardFrom: null,
  ContactPointOptedOut: null,
  ContactPointOptedIn: null,
  ContactPointBounced: null,
  ContactPointComplained: null,
  AuditRead: null,
  AuditReadEnded: null,
}
