import { sameDocument } from '@visita/domain'

const mostKept = 20_000

/**
 * Gives the object of before for a document that has not changed since, so that what was worked out from it (a resource's
 * opening hours, day by day) is found again. `key` says whose it is.
 */
export function keepDocuments(): <Document extends object>(key: string, document: Document) => Document {
  const kept = new Map<string, object>()
  return <Document extends object>(key: string, document: Document) => {
    const known = kept.get(key)
    if (known && sameDocument(known, document)) return known as Document
    kept.delete(key)
    kept.set(key, document)
    if (kept.size > mostKept) for (const oldest of [...kept.keys()].slice(0, kept.size - mostKept)) kept.delete(oldest)
    return document
  }
}
