import { monotonic } from '@visita/runtime'

/** What a check has found. `advice` says what to do, where there is something to do. */
export interface Finding {
  /** `skipped`: it does not apply here, or something before it failed. */
  readonly state: 'ok' | 'failed' | 'skipped'
  readonly detail: string
  readonly advice?: string
}

export interface Examined extends Finding {
  readonly check: string
  readonly ms: number
}

export const ok = (detail: string): Finding => ({ state: 'ok', detail })
export const failed = (detail: string, advice: string): Finding => ({ state: 'failed', detail, advice })
export const skipped = (detail: string): Finding => ({ state: 'skipped', detail })

/**
 * Runs a check and measures it. What it throws is what it found, since a doctor who falls ill helps nobody.
 * @param advice what to do when it throws
 */
export async function examine(check: string, advice: string, look: () => Promise<Finding>): Promise<Examined> {
  const since = monotonic()
  const finding = await look().catch((error: unknown) => failed(reasonOf(error), advice))
  return { check, ...finding, ms: Math.round(monotonic() - since) }
}

/** The first line of each, down to what caused it: a connection's error says nothing by itself. */
export function reasonOf(error: unknown): string {
  const said: string[] = []
  for (let one: unknown = error; one instanceof Error && said.length < 4; one = one.cause) {
    // A host with several addresses fails with one error for each, and no message of its own.
    const [text = ''] = (one.message || (one as { code?: string }).code || one.name).split('\n')
    if (!said.includes(text)) said.push(text)
  }
  return said.join(': ') || String(error)
}
