/** What came back; the body is JSON or null. */
export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape, looked into with care
  readonly body: any
}

export interface Ask {
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** How long an answer may take, ms. */
export const patienceMs = 10_000

/**
 * Asks once, whatever may answer there: no service of ours, perhaps. Booking has the typed client.
 * @throws when nobody answers in time
 */
export async function ask(url: string, { key, headers }: Ask, signal: AbortSignal): Promise<Answer> {
  const answer = await fetch(url, {
    headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  })
  const text = await answer.text()
  return { status: answer.status, body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
