import { type TSchema, Type } from '@sinclair/typebox'

// Words for route schemas. Request schemas are closed with `strict`, so that unknown fields are refused.

/** An instant in a request: RFC 3339 with offset or Z, to the millisecond. Read it with `parseInstant`. */
export const InstantText = Type.String({
  ...{ format: 'date-time', maxLength: 40, description: 'RFC 3339 with offset or Z' },
  examples: ['2026-03-02T10:00:00-03:00'],
})
/** An instant in an answer: RFC 3339, always Z. */
export const UtcInstantText = Type.String({
  ...{ format: 'date-time', description: 'RFC 3339, UTC', examples: ['2026-03-02T13:00:00Z'] },
})
/** `YYYY-MM-DD`, and it exists. */
export const DateText = Type.String({ format: 'date', maxLength: 10, examples: ['2026-03-02'] })
/** An IANA time zone that exists. */
export const TimeZoneText = Type.String({
  ...{ format: 'time-zone', maxLength: 64, description: 'IANA time zone', examples: ['America/Santiago'] },
})

/**
 * A value or null, for answers. Prefer it to a union with null: a union makes the compiled serializer try each branch
 * with a validator, this is a plain type check.
 */
export const orNull = <S extends TSchema>(schema: S) =>
  Type.Unsafe<S['static'] | null>({ ...schema, type: [schema.type, 'null'] })

/** What every list takes: merge it into a route's query schema. */
export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
}

/** What every list answers. `nextCursor` is null at the end. */
export const pageOf = <S extends TSchema>(item: S) =>
  Type.Object({ items: Type.Array(item), nextCursor: orNull(Type.String()) })
