// What people write to be left alone, or to be written to again, in the languages that we write to them in. The whole message, since
// within a sentence these words mean other things.

const stop: ReadonlySet<string> = new Set(['stop', 'baja', 'parar', 'atura'])
const start: ReadonlySet<string> = new Set(['start', 'alta'])

/** Case, accents, and whatever stands around the word are nothing. */
const bare = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')

export function wordOf(text: string): 'stop' | 'start' | null {
  const word = bare(text)
  return stop.has(word) ? 'stop' : start.has(word) ? 'start' : null
}
