import { cancellation } from './policies/cancellation.ts'
import { reservation } from './policies/reservation.ts'
import type { Policy } from './policy.ts'

/** Every policy. Their kinds differ: rows and metrics are told apart by them. */
export const policies: readonly Policy[] = [cancellation, reservation]
