import type { Channel, OutgoingMessage, SendResult } from '@visita/channels'
import { type Notifications, type QueueOptions, streamOf } from '@visita/notifications'
import { isTracing, openSpan, traced } from '@visita/runtime'
import type { Ruling } from './gates.ts'
import type { Leave } from './limits.ts'

/** Works a message off as part of the trace of what wrote to its stream last: the request that it came of, however long ago that was. */
export function inItsTrace(
  notifications: Pick<Notifications, 'peek' | 'load'>,
  work: QueueOptions['work'],
): QueueOptions['work'] {
  return async (job, lost) => {
    if (!isTracing()) return work(job, lost)
    const stream = streamOf(job)
    const known = notifications.peek(stream)
    const { traceparent } = known && known.revision >= job.revision ? known : await notifications.load(stream, 0)
    const { tenant, channel, priority, takenOver } = job
    const attributes = {
      ...{ 'visita.tenant': tenant, 'visita.channel': channel, 'visita.taken_over': takenOver },
      'visita.priority': priority === 0 ? 'critical' : 'normal',
    }
    const options = { kind: 'consumer', parent: traceparent ?? null, attributes } as const
    return traced(`dispatch ${channel}`, options, async (span) => {
      const worked = await work(job, lost)
      span?.note({ 'visita.outcome': 'again' in worked ? 'postponed' : 'fulfilled' })
      return worked
    })
  }
}

/** Gates as a span, with what the last of them said, and what follows from that. */
export const asked = <T extends Ruling | Leave>(name: 'gates' | 'limits', ask: () => Promise<T>): Promise<T> =>
  traced(name, {}, async (span) => {
    const said = await ask()
    if (!span) return said
    const answer: Ruling | Leave = said
    const last = 'gates' in answer ? answer.gates.at(-1) : undefined
    const follows = 'follows' in answer ? answer.follows : null
    if (last) span.note({ 'visita.gate': last.gate, 'visita.verdict': last.verdict })
    if (last && last.why !== null) span.note({ 'visita.why': last.why })
    if (follows) span.note({ 'visita.follows': follows.type })
    return said
  })

const calling = { kind: 'client' } as const

/** A call of a provider as a span. Nothing of the recipient's, and nothing of what the provider answered but its kind. */
export async function attempted(
  { channel, provider }: Pick<Channel, 'channel' | 'provider'>,
  { tenant, attempt }: Pick<OutgoingMessage, 'tenant' | 'attempt'>,
  call: () => Promise<SendResult>,
): Promise<SendResult> {
  const span = openSpan(`attempt ${channel}`, calling)
  if (!span) return call()
  const result = await span.run(call)
  const { httpStatus, latencyMs } = result.answer
  span.note({
    ...{ 'visita.tenant': tenant, 'visita.channel': channel, 'visita.provider': provider, 'visita.attempt': attempt },
    ...{ 'visita.outcome': result.kind, 'visita.latency_ms': latencyMs },
    ...(result.kind === 'refused' ? { 'visita.class': result.class } : {}),
    ...(httpStatus === null ? {} : { 'http.response.status_code': httpStatus }),
  })
  span.end(result.kind === 'accepted' ? undefined : result.kind === 'refused' ? result.class : result.kind)
  return result
}
