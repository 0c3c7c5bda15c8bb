import type { Channel, OutgoingMessage, SendResult } from '@visita/channels'
import { asKnown, type Notifications, type QueueOptions } from '@visita/notifications'
import { isTracing, type OpenSpan, openSpan, traced } from '@visita/runtime'
import type { Ruling } from './gates.ts'
import type { Leave } from './limits.ts'

// They are on the way of every message: while nobody traces they do what is to be done, and nothing else.

type Work = QueueOptions['work']

/** Works a message off as part of the trace of what wrote to its stream last: the request that it came of, however long ago that was. */
export function inItsTrace(notifications: Pick<Notifications, 'peek' | 'load'>, work: Work): Work {
  const dispatch: Work = async (job, lost) => {
    const { traceparent } = await asKnown(notifications, job)
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
  return (job, lost) => (isTracing() ? dispatch(job, lost) : work(job, lost))
}

/** Gates as a span, with what the last of them said, and what follows from that. */
export function asked<T extends Ruling | Leave>(name: 'gates' | 'limits', ask: () => Promise<T>): Promise<T> {
  if (!isTracing()) return ask()
  return traced(name, {}, async (span) => {
    const said = await ask()
    if (span) noteAnswer(span, said)
    return said
  })
}

function noteAnswer(span: OpenSpan, answer: Ruling | Leave): void {
  const last = 'gates' in answer ? answer.gates.at(-1) : undefined
  const follows = 'follows' in answer ? answer.follows : null
  if (last) span.note({ 'visita.gate': last.gate, 'visita.verdict': last.verdict })
  if (last && last.why !== null) span.note({ 'visita.why': last.why })
  if (follows) span.note({ 'visita.follows': follows.type })
}

/** A call of a provider as a span. Nothing of the recipient's, and nothing of what the provider answered but its kind. */
export function attempted(
  { channel, provider }: Pick<Channel, 'channel' | 'provider'>,
  { tenant, attempt }: Pick<OutgoingMessage, 'tenant' | 'attempt'>,
  call: () => Promise<SendResult>,
): Promise<SendResult> {
  const span = openSpan(`attempt ${channel}`, { kind: 'client' })
  if (!span) return call()
  span.note({ 'visita.tenant': tenant, 'visita.channel': channel, 'visita.provider': provider })
  span.note({ 'visita.attempt': attempt })
  return span.run(call).then((result) => endWith(span, result))
}

function endWith(span: OpenSpan, result: SendResult): SendResult {
  const { httpStatus, latencyMs } = result.answer
  span.note({ 'visita.outcome': result.kind, 'visita.latency_ms': latencyMs })
  if (httpStatus !== null) span.note({ 'http.response.status_code': httpStatus })
  if (result.kind === 'refused') span.note({ 'visita.class': result.class })
  span.end(result.kind === 'accepted' ? undefined : result.kind === 'refused' ? result.class : 'unknown')
  return result
}
