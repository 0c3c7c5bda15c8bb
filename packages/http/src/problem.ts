import { Type } from '@sinclair/typebox'

/** The answer to everything that did not go well (RFC 9457). Extra members depend on the problem. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'Which problem it is: `/problems/<slug>`.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    instance: Type.String({ description: 'The request that met it: `/requests/<request id>`.' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ in: Type.String(), path: Type.String(), message: Type.String() }), {
        description: 'With `invalid-request`: what is wrong, where.',
      }),
    ),
  },
  { $id: 'Problem', additionalProperties: true },
)

/** Throw it anywhere below a route; the pipeline answers with a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly slug: string
  readonly title: string
  readonly members: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  /**
   * @param slug the last segment of the problem's type, kebab-case; callers rely on it
   * @param title one short sentence, the same for every problem of this type
   * @param members what the caller may see beside it, `detail` among them; never internals, never another tenant's data
   */
  constructor(
    status: number,
    slug: string,
    title: string,
    members: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(title)
    this.status = status
    this.slug = slug
    this.title = title
    this.members = members
    this.headers = headers
  }
}

/** One thing that is wrong with a request. `path` is a JSON pointer into that part of it. */
export interface RequestFault {
  readonly in: 'body' | 'query' | 'path' | 'header'
  readonly path: string
  readonly message: string
}

/** 400 `invalid-request`: the request is malformed, whoever sends it and whenever. */
export const invalidRequest = (errors: readonly RequestFault[], detail?: string): ProblemError =>
  new ProblemError(400, 'invalid-request', 'The request is malformed', {
    ...(detail === undefined ? {} : { detail }),
    errors,
  })

/** 404 `not-found`, also for what belongs to another tenant. */
export const notFound = (detail?: string): ProblemError =>
  new ProblemError(404, 'not-found', 'There is no such thing', detail === undefined ? {} : { detail })

/** The document itself. `status` and `type` come last, so that members cannot pass for them. */
export const problemDocument = (problem: ProblemError, requestId: string): Record<string, unknown> => ({
  ...problem.members,
  type: `/problems/${problem.slug}`,
  title: problem.title,
  status: problem.status,
  instance: `/requests/${requestId}`,
})
