import pg from 'pg'

/** 2026-03-02 12:00:00.12+00 as 2026-03-02T12:00:00.120Z. Sessions run in UTC, so no other offset can come. */
const instant = (text: string) =>
  // Most say whole seconds of a year with four digits, and there are thousands of them in an answer.
  text.length === 22
    ? `${text.slice(0, 10)}T${text.slice(11, 19)}Z`
    : text
        .replace(' ', 'T')
        .replace(/\.(\d+)/, (_, digits: string) => `.${digits.slice(0, 3).padEnd(3, '0')}`)
        .replace(/\+00$/, 'Z')

const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, BigInt],
  [pg.types.builtins.TIMESTAMPTZ, instant],
  [pg.types.builtins.DATE, (text) => text],
])

/**
 * How columns arrive in JavaScript: bigint as bigint, timestamptz as an instant ending in Z just as events write them,
 * date as YYYY-MM-DD. No Date objects, which know no zones and no dates.
 */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}
