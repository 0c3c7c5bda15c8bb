import { hash } from 'node:crypto'
import slugify from '@sindresorhus/slugify'

/** Ids have at most 64 characters, and an agent's adds a suffix to its location's. */
const mostCharacters = 56

/** What a name is as an id: accents folded, everything else that is not a letter or a digit a dash. */
function slugOf(name: string): string {
  const slug = slugify(name, { decamelize: false }).slice(0, mostCharacters).replace(/-+$/, '')
  return slug === '' ? `location-${digest(name)}` : slug
}

const digest = (name: string) => hash('sha256', name, 'hex').slice(0, 8)

/**
 * An id for each of these names, no two the same. It depends on the set of names alone and not on their order: of names
 * with the same slug the first by code units has it plain, the others with a few characters of their hash.
 */
export function slugsOf(names: Iterable<string>): Map<string, string> {
  const slugs = new Map<string, string>()
  const taken = new Set<string>()
  const later: string[] = []
  for (const name of [...new Set(names)].sort()) {
    const slug = slugOf(name)
    if (taken.has(slug)) {
      later.push(name)
      continue
    }
    taken.add(slug)
    slugs.set(name, slug)
  }
  for (const name of later) {
    // The prefix is cut so that the whole stays as long as it may be.
    let slug = `${slugOf(name).slice(0, mostCharacters - 9)}-${digest(name)}`
    while (taken.has(slug)) slug = `location-${digest(slug)}`
    taken.add(slug)
    slugs.set(name, slug)
  }
  return slugs
}
