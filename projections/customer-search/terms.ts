/** Words of a name that are kept; who has more is found by these. */
const mostWords = 9
const [phone, phoneEnd, externalId] = [mostWords, mostWords + 1, mostWords + 2]
/** Every number that a term can have. */
export const termNumbers = Array.from({ length: mostWords + 3 }, (_, number) => number)

/** Longer ones are found by this much of them: an index entry has its limits. */
const longest = 200

/** Without case and accents: whoever types `nunez` means Núñez. */
export const plainWords = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[\s\0]+/u)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, longest))

const digitsOf = (text: string) => text.replace(/\D/g, '').slice(0, longest)
const backwards = (text: string) => [...text].reverse().join('')

interface Findable {
  readonly name: string | null
  readonly phone: string | null
  readonly externalId: string | null
}

/** What a customer is found by: each word of the name, the phone's digits from either end, the external id. By number. */
export function termsOf(customer: Findable): ReadonlyMap<number, string> {
  const terms = new Map<number, string>()
  for (const [number, word] of plainWords(customer.name ?? '')
    .slice(0, mostWords)
    .entries())
    terms.set(number, word)
  const digits = digitsOf(customer.phone ?? '')
  if (digits !== '') {
    terms.set(phone, `tel:${digits}`)
    terms.set(phoneEnd, `tel-end:${backwards(digits)}`)
  }
  const id = plainWords(customer.externalId ?? '').join(' ')
  if (id !== '') terms.set(externalId, `id:${id.slice(0, longest)}`)
  return terms
}

/**
 * What a search text asks for, in one way or another: in each, a customer has to have, for every group, a term that begins
 * with one of the group's. Digits written as a phone are one group, however they are spaced. `[]` asks for nobody.
 */
export function soughtTerms(text: string): string[][][] {
  const words = plainWords(text)
  if (words.length === 0) return []
  const id = `id:${words.join(' ')}`
  const digits = digitsOf(text)
  return digits !== '' && /^[\d\s+().-]+$/.test(text)
    ? [[[`tel:${digits}`, `tel-end:${backwards(digits)}`, id]]]
    : [words.map((word) => [word]), [[id]]]
}
