const patienceMs = 60_000

/**
 * Resolves as soon as the condition holds, looking again a few milliseconds after each time that it did not, and less often the longer
 * it takes: what many look at all the time is slow to come true. A test waits for what it means, never for a while.
 * @throws when it has not come true within a minute, so that a hang says what it hung on
 */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const late = AbortSignal.timeout(patienceMs)
  for (let pauseMs = 5; !(await condition()); pauseMs = Math.min(50, pauseMs * 1.1)) {
    if (late.aborted) throw new Error(`never came true: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
