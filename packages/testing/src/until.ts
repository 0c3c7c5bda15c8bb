const patienceMs = 60_000

/**
 * Resolves as soon as the condition holds, looking again a few milliseconds after each time that it did not. A test
 * waits for what it means, never for a while.
 * @throws when it has not come true within a minute, so that a hang says what it hung on
 */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const late = AbortSignal.timeout(patienceMs)
  while (!(await condition())) {
    if (late.aborted) throw new Error(`never came true: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
