/** What a stream's metadata says about which of its events can be read. */
export interface StreamMetadata {
  /** First readable revision; Infinity in a soft-deleted stream. */
  truncateBefore: number
  maxCount: number
  /** Milliseconds. */
  maxAgeMs: number
}

export const NO_METADATA: StreamMetadata = { truncateBefore: 0, maxCount: Infinity, maxAgeMs: Infinity }

/** A `$$` stream shows only its last event. */
export const METASTREAM_METADATA: StreamMetadata = { truncateBefore: 0, maxCount: 1, maxAgeMs: Infinity }

/** Exactly what a soft delete writes. Digits beyond 2^53: it is never parsed and printed again. */
export const DELETED_METADATA = Buffer.from('{"$tb":9223372036854775807}')

const DELETED_FROM = 2 ** 63

/** Reads a `$metadata` event. Broken JSON and members of a wrong type count as absent; so do values of 0 and less. */
export const parseMetadata = (json: boolean, data: Buffer): StreamMetadata => {
  const raw = json ? parseObject(data) : null
  if (!raw) return NO_METADATA
  const truncateBefore = positiveInteger(raw.$tb)
  return {
    truncateBefore: truncateBefore === null ? 0 : truncateBefore >= DELETED_FROM ? Infinity : truncateBefore,
    maxCount: positiveInteger(raw.$maxCount) ?? Infinity,
    maxAgeMs: (positiveInteger(raw.$maxAge) ?? Infinity) * 1000,
  }
}

export const isSoftDeleted = (metadata: StreamMetadata): boolean => metadata.truncateBefore === Infinity

/** The same metadata, readable again from revision `from` on: what recreating a soft-deleted stream writes. */
export const undeletedMetadata = (json: boolean, data: Buffer, from: number): Buffer => {
  const raw = (json ? parseObject(data) : null) ?? {}
  return Buffer.from(JSON.stringify({ ...raw, $tb: from }))
}

/** Whether a name is a metastream's; `$$` alone is none. */
export const isMetastream = (stream: string): boolean => stream.startsWith('$$')

export const metastreamOf = (stream: string): string => `$$${stream}`

export const streamOfMetastream = (metastream: string): string => metastream.slice(2)

const parseObject = (data: Buffer): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(data.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

const positiveInteger = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null
