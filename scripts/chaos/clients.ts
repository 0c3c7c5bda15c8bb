import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Problem, slugOf, type VisitaClient } from '@visita/client'
import { type Clock, toInstant } from '@visita/runtime'
import { business } from './business.ts'
import { type Random, randomOf } from './random.ts'

/** What the clients asked for, and what they were answered. */
export interface Ledger {
  /** Answered 201. */
  readonly bookings: { readonly visitId: string; readonly customerId: string }[]
  /** How often each thing was answered how: `book 201`, `move slot-unavailable`. */
  readonly answers: Map<string, number>
  /** How often nobody answered, and the same was asked again. */
  repeated: number
  /** What was never answered, however often it was asked. */
  readonly unanswered: string[]
  /** The last start of all, epoch ms. */
  lastStart: number
}

interface Visit {
  readonly id: string
  state: 'pending' | 'confirmed'
}

type Answer = { readonly data?: unknown; readonly error?: unknown; readonly response: Response }

export interface LoadOptions {
  readonly client: VisitaClient
  readonly clock: Pick<Clock, 'now'>
  readonly clients: number
  readonly seed: number
  /** Between what a client was answered and what it asks next, ms on average. */
  readonly paceMs: number
  /** How far ahead visits are, ms. */
  readonly horizonMs: number
  readonly ledger: Ledger
  /** Nothing new is begun after it; what was begun is asked until it is answered. */
  readonly signal: AbortSignal
  /** Nothing is asked again. */
  readonly interrupted: AbortSignal
}

/** How long the same is asked again before it counts as never answered. */
const patienceMs = 60_000

export const newLedger = (): Ledger => ({
  ...{ bookings: [], answers: new Map(), repeated: 0, unanswered: [], lastStart: 0 },
})

/** Several clients book, confirm, move and cancel, each one thing after the other. */
export async function runClients(options: LoadOptions): Promise<void> {
  await Promise.all(
    Array.from({ length: options.clients }, (_, i) => runClient(options, randomOf(options.seed + i + 1))),
  )
}

async function runClient(options: LoadOptions, random: Random): Promise<void> {
  const { client, clock, paceMs, horizonMs, ledger, signal, interrupted } = options
  const { typeId, minutes } = business
  const visits: Visit[] = []
  const slotMs = minutes * 60_000
  const someStart = () => {
    const first = Math.ceil(clock.now() / slotMs) + random.below(2)
    const start = (first + random.below(Math.max(1, Math.floor(horizonMs / slotMs)))) * slotMs
    ledger.lastStart = Math.max(ledger.lastStart, start + slotMs)
    return toInstant(start)
  }
  const ask = <A extends Answer>(what: string, once: (key: string) => Promise<A>) =>
    insist(ledger, what, once, interrupted)

  async function book(): Promise<void> {
    const number = 600_000_000 + random.below(99_999_999)
    const customer = {
      name: 'Ana Rojas',
      phone: `+34${number}`,
      email: `ana-${number}@example.com`,
      externalId: randomUUID(),
    }
    const body = { typeId, start: someStart(), customer }
    const answer = await ask('book', (key) =>
      client.command.POST('/v1/visits', { body, params: { header: { 'idempotency-key': key } } }),
    )
    if (answer?.response.status !== 201 || !answer.data) return
    const { id, customerId } = answer.data
    ledger.bookings.push({ visitId: id, customerId })
    visits.push({ id, state: 'pending' })
  }

  async function change(visit: Visit): Promise<void> {
    const what = visit.state === 'pending' && random.next() < 0.6 ? 'confirm' : random.pick(['move', 'move', 'cancel'])
    const path = { id: visit.id }
    if (what === 'confirm') {
      const answer = await ask(what, () =>
        client.command.POST('/v1/visits/{id}/confirm', { params: { path }, body: {} }),
      )
      if (answer?.response.ok) visit.state = 'confirmed'
      else visits.splice(visits.indexOf(visit), 1)
    } else if (what === 'move') {
      const body = { start: someStart() }
      await ask(what, (key) =>
        client.command.POST('/v1/visits/{id}/reschedule', {
          params: { path, header: { 'idempotency-key': key } },
          body,
        }),
      )
    } else {
      visits.splice(visits.indexOf(visit), 1)
      await ask(what, () => client.command.POST('/v1/visits/{id}/cancel', { params: { path }, body: {} }))
    }
  }

  while (!signal.aborted) {
    const [visit] = visits.slice(random.below(visits.length))
    if (visit && random.next() < 0.55) await change(visit)
    else await book()
    await sleep(paceMs * (0.5 + random.next()), undefined, { signal }).catch(() => undefined)
  }
}

/** The same, under the same key, until somebody answers; null where nobody ever did. */
async function insist<A extends Answer>(
  ledger: Ledger,
  what: string,
  once: (key: string) => Promise<A>,
  interrupted: AbortSignal,
): Promise<A | null> {
  const key = randomUUID()
  const late = AbortSignal.timeout(patienceMs)
  const note = (answer: string) => ledger.answers.set(answer, (ledger.answers.get(answer) ?? 0) + 1)
  while (!late.aborted && !interrupted.aborted) {
    const answer = await once(key).catch(() => null)
    if (answer && answer.response.status < 500 && answer.response.status !== 429) {
      const { response, error } = answer
      note(response.ok ? what : `${what} ${error ? slugOf(error as Problem) : response.status}`)
      return answer
    }
    ledger.repeated += 1
    await sleep(200)
  }
  note(`${what} unanswered`)
  ledger.unanswered.push(`${what} ${key}`)
  return null
}
