import { statfs } from 'node:fs/promises'
import { type Finding, failed, ok } from './finding.ts'

const leastBytes = 1_073_741_824
const leastShare = 0.05

/** What the local stores have left: both stop writing when it is gone. */
export async function checkDisk(folder: string, measure: typeof statfs = statfs): Promise<Finding> {
  const { bavail, blocks, bsize } = await measure(folder)
  const [free, share] = [bavail * bsize, bavail / Math.max(1, blocks)]
  const detail = `${(free / 1_073_741_824).toFixed(1)} GiB free of ${folder} (${Math.round(share * 100)} %)`
  if (free >= leastBytes && share >= leastShare) return ok(detail)
  return failed(detail, 'Make room, or move the data directory (VISITA_DATA_DIR) while nothing runs.')
}
