/**
 * A phone as WhatsApp writes it, in E.164 as everybody else does: Mexican mobiles lose the 1 that WhatsApp kept, and Brazilian ones get
 * the 9 that it never learned.
 */
export function canonicalPhone(phone: string): string {
  const mexican = /^\+521(\d{10})$/.exec(phone)
  if (mexican) return `+52${mexican[1]}`
  const brazilian = /^\+55(\d\d)([6-9]\d{7})$/.exec(phone)
  if (brazilian) return `+55${brazilian[1]}9${brazilian[2]}`
  return phone
}
