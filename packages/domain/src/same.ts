/**
 * Whether two JSON documents say the same: the order of members does not count, the order of lists does, and a member
 * that is `undefined` is one that is not there. It decides that "the same document again" is no event.
 */
export function sameDocument(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const a = left as Record<string, unknown>
  const b = right as Record<string, unknown>
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  for (const name of names) if (!sameDocument(a[name], b[name])) return false
  return true
}
