import { ProblemError, requestPosition } from '@visita/http'
import { type ReadStore, waitForPosition } from '@visita/read-store'
import type { FastifyRequest } from 'fastify'

/** Waits until the projections have reached the position that the request names, if it names one. */
export type Visible = (request: FastifyRequest, projections: readonly string[]) => Promise<void>

/** @throws 503 `read-model-behind` when they have not within `waitMs`; 400 for a token that is none */
export const createVisible =
  (readStore: ReadStore, waitMs: number): Visible =>
  async (request, projections) => {
    const position = requestPosition(request)
    if (position === null || (await waitForPosition(readStore, projections, position, waitMs))) return
    throw new ProblemError(
      503,
      'read-model-behind',
      'The read model has not got that far yet',
      { detail: 'Ask again, or leave out visita-min-position to see what is there.' },
      { 'retry-after': '1' },
    )
  }
