/** What came back; the body is JSON or null. */
export interface Answer {
  readonly status: number
  readonly position: string | null
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape, looked into with care
  readonly body: any
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly key?: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

const patienceMs = 10_000

/** Asks once: a doctor who tries again until it works finds nothing. @throws when nobody answers in time */
export async function ask(
  url: string,
  { method = 'GET', key, body, headers }: Ask,
  signal: AbortSignal,
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  })
  const text = await answer.text()
  return { status: answer.status, position: answer.headers.get('visita-position'), body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
