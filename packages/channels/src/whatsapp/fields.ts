import { isRecord } from '../http-call.ts'

// What Meta tells is JSON of any shape until it was looked at; none of these throws, whatever stands there.

export type Fields = Readonly<Record<string, unknown>>

export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isRecord) : [])
export const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : {})
export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
/** What it says as text, a number as its digits. */
export const wordOf = (value: unknown): string | null => (typeof value === 'number' ? String(value) : textOf(value))

/** Seconds since 1970, as text or as a number, in epoch ms. */
export function instantOf(timestamp: unknown): number | null {
  const seconds = wordOf(timestamp) ?? ''
  return /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : null
}
