import { crc32 } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError } from './problem.ts'

// A position token: one byte of version, eight of position (big-endian), four of CRC-32 over those nine, base64url.
// Opaque to callers, who hand it from the command API to the read API; the checksum finds tokens that were cut or typed.

const version = 1
const length = 13

/** A log position as the opaque token that answers carry. */
export function encodePosition(position: bigint): string {
  const bytes = Buffer.allocUnsafe(length)
  bytes[0] = version
  bytes.writeBigUInt64BE(position, 1)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 9)), 9)
  return bytes.toString('base64url')
}

/** Reads a token; throws 400 `position-invalid` when it is not one of ours. */
export function decodePosition(token: string): bigint {
  const bytes = Buffer.from(token, 'base64url')
  // Comparing with the re-encoded bytes refuses what the lenient decoder skipped over.
  if (
    bytes.length !== length ||
    bytes[0] !== version ||
    bytes.readUInt32BE(9) !== crc32(bytes.subarray(0, 9)) ||
    bytes.toString('base64url') !== token
  ) {
    throw new ProblemError(400, 'position-invalid', 'The position token was not issued by this service')
  }
  return bytes.readBigUInt64BE(1)
}

/** Tells the caller where in the log its write stands: `visita-position`. */
export function sendPosition(reply: FastifyReply, position: bigint): void {
  reply.header('visita-position', encodePosition(position))
}

/** The position that a read must have reached (`visita-min-position`), or null when the caller does not ask for one. */
export function requestPosition(request: FastifyRequest): bigint | null {
  const token = request.headers['visita-min-position']
  return typeof token === 'string' ? decodePosition(token) : null
}
