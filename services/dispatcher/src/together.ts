/**
 * Lets what is asked while a round is under way go together in the next one: whoever is alone waits for nobody, and a crowd
 * costs one round. Answers stand in the order of the questions.
 */
export function together<Question, Answer>(
  round: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let waiting: Question[] = []
  let next: Promise<readonly Answer[]> | undefined
  let last: Promise<unknown> = Promise.resolve()
  return async (question) => {
    const place = waiting.push(question) - 1
    if (!next) {
      next = last.then(() => {
        const questions = waiting
        waiting = []
        next = undefined
        return round(questions)
      })
      last = next.catch(() => undefined)
    }
    return (await next)[place] as Answer
  }
}
