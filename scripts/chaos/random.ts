/** Numbers that look like chance and are the same for the same seed. */
export interface Random {
  /** From 0 to 1, 1 left out. */
  next(): number
  /** A whole number from 0, `most` left out. */
  below(most: number): number
  pick<T>(of: readonly [T, ...T[]]): T
}

/** Mulberry32: thirty-two bits of state are enough for a schedule. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(next() * most)
  return { next, below, pick: (of) => of[below(of.length)] ?? of[0] }
}
