import type { Language } from '@visita/http/language'
import type { CompiledEmailTemplate, InAppTemplate, SmsTemplate, WhatsAppTemplate } from '../document.ts'
import { fillSlots, formerRow, layoutMjml, otherType, type Slots } from './layout.ts'
import { layoutHtml } from './layout-html.ts'
import type { Answer, Occasion, occasions, Voice } from './words.ts'

// From the words of a language, what each channel sends.

export type OccasionKey = (typeof occasions)[number]

/** How long a message is of use to whoever gets it late, in seconds: on WhatsApp, and by SMS where no carrier keeps it longer. */
const lives: Readonly<Record<OccasionKey, { readonly whatsapp: number; readonly sms: number }>> = {
  'visit.created': { whatsapp: 43_200, sms: 36_000 },
  'visit.confirmed': { whatsapp: 43_200, sms: 36_000 },
  // How long before is not known here: short enough for any.
  'visit.reminder': { whatsapp: 1200, sms: 900 },
  'visit.reminder.t24h': { whatsapp: 43_200, sms: 36_000 },
  'visit.reminder.t2h': { whatsapp: 5400, sms: 5400 },
  'visit.reminder.t30m': { whatsapp: 1200, sms: 900 },
  'visit.rescheduled': { whatsapp: 43_200, sms: 36_000 },
  'visit.canceled': { whatsapp: 43_200, sms: 36_000 },
  'visit.no_show': { whatsapp: 43_200, sms: 36_000 },
  'waitlist.matched': { whatsapp: 900, sms: 900 },
}
const answerLives = { whatsapp: 1200, sms: 900 }

type ButtonName = keyof Voice['buttons']

/** Which buttons a message has. Those that act on a visit only where it is about one alone and may still be acted upon. */
const buttonsOf: Readonly<Partial<Record<string, readonly ButtonName[]>>> = {
  'visit.created': ['see'],
  'visit.confirmed': ['see'],
  'visit.reminder': ['confirm', 'change', 'cancel'],
  'visit.reminder.t24h': ['confirm', 'change', 'cancel'],
  'visit.reminder.t2h': ['confirm', 'see'],
  'visit.reminder.t30m': ['see'],
  'visit.rescheduled': ['see'],
  'waitlist.matched': ['accept'],
  'reply.change': ['see'],
  'reply.moved_on': ['confirm', 'change', 'cancel'],
}

const leadsSomewhere = (name: ButtonName): name is 'see' | 'accept' => name === 'see' || name === 'accept'
const addressOf = (name: 'see' | 'accept'): string => (name === 'accept' ? '{{ links.accept }}' : '{{ links.manage }}')

/** The variables of a text in their order, which is that of the numbers in what Meta approves. */
const variablesIn = (text: string): string[] => text.match(/\{\{.*?\}\}/g) ?? []

export function whatsAppOf(key: string, { whatsapp }: Answer, { buttons }: Voice): WhatsAppTemplate {
  const names = buttonsOf[key] ?? []
  const link = names.find(leadsSomewhere)
  return {
    channel: 'whatsapp',
    name: `${key.replaceAll('.', '_')}_v1`,
    parameters: variablesIn(whatsapp),
    buttons: names.map((name) => ({ kind: leadsSomewhere(name) ? 'url' : name, title: buttons[name] })),
    text: link ? `${whatsapp}\n\n${addressOf(link)}` : whatsapp,
    ttlSeconds: (lives[key as OccasionKey] ?? answerLives).whatsapp,
  }
}

export const smsOf = (key: string, { sms }: Answer): SmsTemplate => ({
  channel: 'sms',
  text: sms,
  ttlSeconds: (lives[key as OccasionKey] ?? answerLives).sms,
  // Half the price, and room for the link.
  gsm7: true,
})

export const inAppOf = (key: OccasionKey, { title, inApp }: Occasion): InAppTemplate => ({
  channel: 'in_app',
  title,
  body: inApp ?? '{{ when }} · {{ place }}',
  url: addressOf(key === 'waitlist.matched' ? 'accept' : 'see'),
})

/** What goes into a calendar, and what takes it out again. A time that is only offered does neither. */
const calendars: Readonly<Partial<Record<OccasionKey, 'request' | 'cancel'>>> = {
  'visit.created': 'request',
  'visit.confirmed': 'request',
  'visit.rescheduled': 'request',
  'visit.canceled': 'cancel',
}

export function emailOf(key: OccasionKey, words: Occasion, voice: Voice, language: Language): CompiledEmailTemplate {
  const { subject, title, lead, close } = words
  const { labels, buttons } = voice
  const name = key === 'waitlist.matched' ? 'accept' : 'see'
  const withButton = key !== 'visit.canceled' && key !== 'visit.no_show'
  const slots: Slots = {
    language,
    title,
    lead,
    close,
    former: key === 'visit.rescheduled' ? formerRow(labels.before) : '',
    button: buttons[name],
    link: addressOf(name),
    what: labels.what,
    when: labels.when,
    where: labels.where,
    who: labels.who,
    unsubscribe: labels.unsubscribe,
  }
  return {
    channel: 'email',
    subject,
    mjml: fillSlots(layoutMjml(withButton), slots),
    html: fillSlots(withButton ? layoutHtml.withButton : layoutHtml.withoutButton, slots),
    text: emailText(slots, key === 'visit.rescheduled' ? labels.before : null, withButton),
    calendar: calendars[key] ?? null,
  }
}

/** The same for whoever reads no HTML. */
const emailText = (slots: Slots, before: string | null, withButton: boolean): string => {
  const { lead, close, when, what, where, who, link, unsubscribe } = slots
  return `${lead}

{% for one in visits %}${when}: {{ one.when }}${otherType}
{% endfor %}${what}: {{ visit.type }}
${before === null ? '' : `{% if former %}${before}: {{ former.when }}\n{% endif %}`}${where}: {{ place }}
{% if agents != "" %}${who}: {{ agents }}
{% endif %}
${close}
${withButton ? `\n${link}\n` : ''}
-- 
{{ tenant.name }}{% if links.unsubscribe %}
${unsubscribe}: {{ links.unsubscribe }}{% endif %}`
}
