/** An answer as it was sent. */
export interface KeptAnswer {
  readonly body: Buffer
  /** The answer is the same from this instant (epoch ms) … */
  readonly from: number
  /** … until before this one, as far as the clock is concerned. */
  readonly until: number
}

interface Asked {
  /** All that the question depends on besides rows and clock, the tenant first. */
  readonly key: string
  /** Of the rows that the answer is made of, read from the store by this very request, before the rows themselves. */
  readonly version: string
  /** Epoch milliseconds. */
  readonly now: number
}

/** What an entry weighs beside its body. */
const overhead = 200

/**
 * Keeps answers, and gives one again only while nothing that it is made of has changed: the caller has just read the version, and the
 * rows of an answer are never older than the version that it is kept under. So no answer is ever stale, and nothing has to be told
 * to this memory. Whoever asks while the same answer is being made waits for that one. Bounded by `mostBytes`, the
 * longest unused first to go.
 */
export function keepAnswers(mostBytes: number) {
  const kept = new Map<string, { readonly version: string; readonly answer: KeptAnswer }>()
  const making = new Map<string, Promise<KeptAnswer>>()
  let bytes = 0

  function drop(key: string): void {
    bytes -= (kept.get(key)?.answer.body.length ?? -overhead) + overhead
    kept.delete(key)
  }

  const holds = ({ from, until }: KeptAnswer, now: number) => from <= now && now < until

  return {
    async answer({ key, version, now }: Asked, make: () => Promise<KeptAnswer>): Promise<Buffer> {
      const known = kept.get(key)
      if (known?.version === version && holds(known.answer, now)) {
        kept.delete(key)
        kept.set(key, known)
        return known.answer.body
      }
      const name = `${key}\n${version}`
      const underWay = making.get(name)
      if (underWay) {
        const answer = await underWay.catch(() => null)
        if (answer && holds(answer, now)) return answer.body
      }
      const promise = make()
      making.set(name, promise)
      try {
        const answer = await promise
        drop(key)
        kept.set(key, { version, answer })
        bytes += answer.body.length + overhead
        for (const oldest of kept.keys()) {
          if (bytes <= mostBytes) break
          drop(oldest)
        }
        return answer.body
      } finally {
        if (making.get(name) === promise) making.delete(name)
      }
    },
  }
}
