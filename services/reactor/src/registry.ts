import { block } from './policies/block.ts'
import { bulkMove } from './policies/bulk-move.ts'
import { cancellation } from './policies/cancellation.ts'
import { move } from './policies/move.ts'
import { noShow } from './policies/no-show.ts'
import { reservation } from './policies/reservation.ts'
import type { Policy } from './policy.ts'

/** Every policy. Their kinds differ: rows and metrics are told apart by them. */
export const policies: readonly Policy[] = [block, bulkMove, cancellation, move, noShow, reservation]
