/** What a program killed by Ctrl-C ends with, by the custom of shells. */
const interruptedCode = 130

/**
 * Runs a command with Ctrl-C handled, and ends the process with the code that it gives: the first time `run` is asked to
 * end by its signal, the second time the process ends at once. `told` turns what was thrown into a code, or throws it again.
 */
export async function interruptible(
  run: (signal: AbortSignal) => Promise<number>,
  told: (error: unknown, signal: AbortSignal) => number,
): Promise<void> {
  const interrupted = new AbortController()
  const onSignal = () => {
    if (interrupted.signal.aborted) process.exit(interruptedCode)
    interrupted.abort()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  try {
    process.exitCode = await run(interrupted.signal)
  } catch (error) {
    process.exitCode = told(error, interrupted.signal)
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}
