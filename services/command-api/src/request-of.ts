import type { Request } from '@visita/agenda'
import type { FastifyRequest } from 'fastify'

/** Who sends a command, taken from the request. */
export const requestOf = ({ tenant, caller, id }: FastifyRequest): Request => ({ tenant, caller, requestId: id })
