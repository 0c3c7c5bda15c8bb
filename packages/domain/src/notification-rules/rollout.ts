import { createHash } from 'node:crypto'
import type { Policies } from '../schema.ts'

/** Whether this visit (or waitlist entry) is among the so many percent of all. The same ones stay in as the percentage grows. */
export const goesLive = (id: string, percent: number): boolean =>
  createHash('sha256').update(id).digest().readUInt32BE(0) % 100 < percent

/** How many percent go live: none while the tenant is in shadow. */
export const livePercent = ({ notifications, rollout }: Pick<Policies, 'notifications' | 'rollout'>): number =>
  notifications === 'live' ? rollout.percent : 0
