import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { ProblemError } from './problem.ts'

const visible = /^[\x21-\x7e]{1,255}$/

/** The request's `Idempotency-Key`. Throws 400 `idempotency-key-missing` or `idempotency-key-invalid`. */
export function idempotencyKey(request: FastifyRequest): string {
  const key = request.headers['idempotency-key']
  if (key === undefined) {
    throw new ProblemError(400, 'idempotency-key-missing', 'This request needs an Idempotency-Key header')
  }
  if (typeof key !== 'string' || !visible.test(key)) {
    throw new ProblemError(400, 'idempotency-key-invalid', 'The Idempotency-Key must have 1 to 255 visible characters')
  }
  return key
}

/** JSON with the members of every object sorted, so that equal bodies have equal texts. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members: string[] = []
  for (const name of Object.keys(value).sort()) {
    const inner = (value as Record<string, unknown>)[name]
    if (inner !== undefined) members.push(`${JSON.stringify(name)}:${canonical(inner)}`)
  }
  return `{${members.join(',')}}`
}

/**
 * What was asked, as 64 hex characters: SHA-256 over method, path template, tenant and body. The order of the body's
 * members does not count. Two requests under one idempotency key must have the same fingerprint.
 */
export function fingerprint(method: string, path: string, tenant: string, body: unknown): string {
  return hash('sha256', canonical([method, path, tenant, body]), 'hex')
}
