import { TenantId } from '@visita/domain'
import { isInstant } from '@visita/runtime'
import { InvalidArgumentError } from 'commander'

// What commands take, checked as it is read: commander tells which option it was.

export function tenantId(text: string): TenantId {
  try {
    return TenantId.parse(text)
  } catch {
    throw new InvalidArgumentError('It is no tenant’s id.')
  }
}

/** RFC 3339, as it was written. */
export function instant(text: string): string {
  if (!isInstant(text)) throw new InvalidArgumentError('It must be an instant such as 2026-03-02T09:00:00Z.')
  return text
}
