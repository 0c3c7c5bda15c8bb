import type { components } from './generated/command.ts'

/** An `application/problem+json` answer; the members beyond these depend on the slug. */
export type Problem = components['schemas']['Problem']

/** The last segment of a problem's type, which is a promise to callers: `slot-unavailable`. */
export const slugOf = ({ type }: Problem): string => type.split('/').at(-1) ?? type

/** A call was answered with a problem, or by something that is none of ours. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  /** The problem's slug; `status-502` where the answer is no problem document. */
  readonly slug: string
  /** The whole document, members and all; null where there is none. */
  readonly problem: Problem | null
  readonly requestId: string | null

  constructor(response: Response, answer: unknown) {
    const problem = isProblem(answer) ? answer : null
    const slug = problem ? slugOf(problem) : `status-${response.status}`
    super(`${response.status} ${slug}${problem ? `: ${problem.title}` : ''}`)
    this.status = response.status
    this.slug = slug
    this.problem = problem
    this.requestId = response.headers.get('x-request-id')
  }
}

const isProblem = (answer: unknown): answer is Problem =>
  typeof answer === 'object' && answer !== null && 'type' in answer && typeof answer.type === 'string'

/** What a call was answered with, for whoever has no use for a refusal. @throws Refusal */
export async function taken<T>(
  call: Promise<{ data: T; error?: never; response: Response } | { data?: never; error: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw new Refusal(response, error)
  return data as T
}
