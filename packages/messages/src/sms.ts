import { SegmentedMessage } from 'sms-segments-calculator'

const isGsm7 = (letter: string): boolean => new SegmentedMessage(letter).encodingName === 'GSM-7'

const signs: Readonly<Record<string, string>> = {
  '\u00a0': ' ',
  '\u202f': ' ',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '·': '.',
  º: 'o',
  ª: 'a',
}

const known = new Map<string, string>()

/** The letter as GSM-7 has it. What has nothing like it there stays: better two segments more than a name that is none. */
function gsm7Letter(letter: string): string {
  const found = known.get(letter)
  if (found !== undefined) return found
  const bare = signs[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '')
  const written = isGsm7(letter) || !isGsm7(bare) ? letter : bare
  if (known.size < 2000) known.set(letter, written)
  return written
}

/** Without the accents that GSM-7 has not got, which would make every letter of the message cost double. */
export const toGsm7 = (text: string): string => Array.from(text.normalize('NFC'), gsm7Letter).join('')

/** As how many messages a carrier counts it. */
export const segmentsOf = (text: string): number => new SegmentedMessage(text).segmentsCount
