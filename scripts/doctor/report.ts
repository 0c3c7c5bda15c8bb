import Table from 'cli-table3'
import type { Examination } from './examination.ts'

const style = { head: [], border: [] }
/** Without a line between rows. */
const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
const marks = { ok: '✓', failed: '✗', skipped: '–' } as const

export function examinationText({ checks, booking, healthy }: Examination): string {
  const table = new Table({
    head: ['', 'check', 'found', 'ms'],
    style,
    chars,
    colWidths: [3, 20, 76, 7],
    wordWrap: true,
  })
  for (const { state, check, detail, ms } of checks) table.push([marks[state], check, detail, ms])
  const parts = [table.toString()]
  if (booking.length > 0) parts.push(booking.map(({ step, ms }) => `${step} ${ms} ms`).join(', '))
  const failures = checks.filter(({ state }) => state === 'failed')
  parts.push(
    healthy
      ? 'All is well.'
      : `What to do:\n${failures.map(({ check, advice }) => `- ${check}: ${advice}`).join('\n')}`,
  )
  return parts.join('\n')
}
