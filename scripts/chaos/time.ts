import { setTimeout as sleep } from 'node:timers/promises'
import { toInstant } from '@visita/runtime'
import type { System } from './system.ts'

const stepMs = 250
const answerMs = 8_000

/**
 * Sets every service's clock, and asks until it is set. The fakes' goes first: whoever calls one before they were told the time
 * would seem to be early. @throws the signal's reason
 */
export async function setTime(system: System, now: number, signal: AbortSignal): Promise<void> {
  system.clock.set(now)
  for (;;) {
    const answer = await fetch(`${system.commandUrl}/v1/_clock`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${system.platformKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ now: toInstant(now) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    }).catch(() => null)
    await answer?.arrayBuffer().catch(() => undefined)
    if (answer?.ok) return
    await sleep(100, undefined, { signal })
  }
}

/** Lets time pass `speed` times as fast as it does, in small steps, until the signal; stands still while nobody can be told. */
export async function passTime(system: System, speed: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(stepMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    await setTime(system, system.clock.now() + stepMs * speed, signal).catch(() => undefined)
  }
}
