/** Enough of a number or an address to tell two apart on a screen, and no more: `+34…78`, `a…@example.com`. */
export function masked(contact: string): string {
  if (contact === '') return 'somebody'
  const at = contact.lastIndexOf('@')
  if (at > 0) return `${contact.slice(0, 1)}…${contact.slice(at)}`
  return `${contact.slice(0, 3)}…${contact.slice(-2)}`
}
