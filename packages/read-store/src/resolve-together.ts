import type { ReadStore } from './connect.ts'

/** One person to be found or made: keyed hashes of what names them, and what they would be if they are new. */
export interface Wanted {
  readonly tenant: string
  readonly external: Buffer | null
  readonly phone: Buffer | null
  readonly proposed: string
  readonly wrapped: Buffer
}

export interface Resolved {
  readonly person: string
  /** Null: erased. */
  readonly wrapped_key: Buffer | null
  readonly known: boolean
}

interface Waiting {
  readonly wanted: Wanted
  readonly resolve: (resolved: Resolved) => void
  readonly reject: (error: unknown) => void
}

const mostAtOnce = 100

/**
 * Resolves persons one call at a time, and whoever asks meanwhile together in the next one: under load a round trip and
 * a commit serve many, and alone nobody waits for company.
 */
export function createResolver(store: ReadStore): (wanted: Wanted) => Promise<Resolved> {
  const waiting: Waiting[] = []
  let busy = false

  async function ask(batch: readonly Waiting[]): Promise<void> {
    const column = <T>(of: (wanted: Wanted) => T) => batch.map(({ wanted }) => of(wanted))
    const rows = await store.query<Resolved & { turn: number }>(
      'SELECT turn, person, wrapped_key, known FROM vault.resolve_persons($1, $2, $3, $4, $5)',
      [
        column(({ tenant }) => tenant),
        column(({ external }) => external),
        column(({ phone }) => phone),
        column(({ proposed }) => proposed),
        column(({ wrapped }) => wrapped),
      ],
      'resolve-persons',
    )
    for (const { turn, ...resolved } of rows) batch[turn - 1]?.resolve(resolved)
  }

  async function work(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, mostAtOnce).sort((a, b) => Buffer.compare(orderOf(a.wanted), orderOf(b.wanted)))
      try {
        await ask(batch)
      } catch (error) {
        // One that cannot be resolved must not spoil it for the others.
        if (batch.length === 1) batch[0]?.reject(error)
        else for (const one of batch) await ask([one]).catch(one.reject)
      }
    }
    busy = false
  }

  return (wanted) =>
    new Promise((resolve, reject) => {
      waiting.push({ wanted, resolve, reject })
      if (!busy) void work()
    })
}

const nothing = Buffer.alloc(0)
const orderOf = ({ external, phone }: Wanted): Buffer => external ?? phone ?? nothing
