import progress from 'cli-progress'

/** How much of a known amount is written: a bar on a terminal, a line for every tenth elsewhere; on standard error. */
export function showFill(total: number, what: string, out: NodeJS.WriteStream) {
  let done = 0
  let told = 0
  const bar = out.isTTY
    ? new progress.SingleBar({
        format: `{bar} {percentage}%  {value} ${what}`,
        stream: out,
        hideCursor: true,
        gracefulExit: false,
      })
    : null
  bar?.start(total, 0)
  return {
    written(count: number) {
      done += count
      if (bar) return bar.update(done)
      const tenth = Math.floor((done * 10) / total)
      if (tenth > told) out.write(`${tenth * 10} % of ${total} ${what}\n`)
      told = tenth
    },
    stop: () => bar?.stop(),
  }
}
