import type { Content, EmailContent, InAppContent, SmsContent, WhatsAppContent } from '@visita/channels'
import { buttonPayload } from '@visita/channels/button-payload'
import { languageOf } from '@visita/http/language'
import type { Template } from 'liquidjs'
import { calendarOf } from './calendar.ts'
import type { MessageData } from './data.ts'
import type {
  CompiledEmailTemplate,
  CompiledTemplate,
  InAppTemplate,
  SmsTemplate,
  WhatsAppTemplate,
} from './document.ts'
import { type Escaping, fill, parse } from './liquid.ts'
import type { Reader } from './moment.ts'
import { type Scope, scopeOf } from './scope.ts'
import { segmentsOf, toGsm7 } from './sms.ts'

/**
 * What a template says to somebody. The same for the same arguments, always: a message is rendered when it is scheduled, and
 * kept. `locale` is of the template's language (`localeIn`).
 * Throws for what `check` refuses, which is a bug by now.
 */
export function render(document: CompiledTemplate, data: MessageData, reader: Reader): Content {
  const scope = scopeOf(data, reader)
  switch (document.channel) {
    case 'whatsapp':
      return whatsApp(document, data, scope, reader)
    case 'email':
      return email(document, data, scope)
    case 'sms':
      return sms(document, scope)
    case 'in_app':
      return inApp(document, scope)
  }
}

/** Parsed once for as long as a document is around. */
const parsed = {
  text: new WeakMap<CompiledTemplate, Map<string, Template[]>>(),
  html: new WeakMap<CompiledTemplate, Map<string, Template[]>>(),
}

function filled(document: CompiledTemplate, source: string, scope: Scope, escaping: Escaping = 'text'): string {
  const texts = parsed[escaping].get(document) ?? new Map<string, Template[]>()
  parsed[escaping].set(document, texts)
  const template = texts.get(source) ?? parse(source, escaping)
  texts.set(source, template)
  return fill(template, scope, escaping)
}

/** On one line, as subjects, titles and parameters of approved templates have to be. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Without the lines that conditions leave empty. */
const paragraphs = (text: string): string =>
  text
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** A parameter may have so many letters: with the text around them, a message of 1,024 holds three such and more ordinary ones. */
export const longestParameter = 256

/** Meta refuses the whole message for a parameter that is empty, or breaks the line, or makes it longer than 1,024 letters. */
function parameter(text: string): string {
  const letters = Array.from(oneLine(text))
  if (letters.length === 0) return '-'
  return letters.length <= longestParameter ? letters.join('') : `${letters.slice(0, longestParameter - 1).join('')}…`
}

/** What follows Meta's part of an address in a button that leads somewhere. */
const lastSegment = (url: string): string => url.slice(url.lastIndexOf('/') + 1)

function whatsApp(document: WhatsAppTemplate, data: MessageData, scope: Scope, { locale }: Reader): WhatsAppContent {
  const { name, languageCode, parameters, buttons, text, ttlSeconds } = document
  const { visit, links } = data
  return {
    channel: 'whatsapp',
    template: {
      name,
      language: languageCode ?? approvedLanguage(locale),
      parameters: parameters.map((source) => parameter(filled(document, source, scope))),
    },
    buttons: buttons.map(({ kind, title }) => ({
      kind,
      title,
      payload:
        kind === 'url'
          ? lastSegment(links.accept ?? links.manage)
          : buttonPayload({ action: kind, visitId: visit.id, revision: visit.placedAtRevision }),
    })),
    text: paragraphs(filled(document, text, scope)),
    ttlSeconds,
  }
}

/** Meta has one Spanish, one Catalan and one English for everybody, but two Portugueses. */
function approvedLanguage(locale: string): string {
  const language = languageOf(locale)
  if (language !== 'pt') return language
  return locale.toLowerCase().startsWith('pt-br') ? 'pt_BR' : 'pt_PT'
}

function email(document: CompiledEmailTemplate, data: MessageData, scope: Scope): EmailContent {
  const { subject, html, text, calendar } = document
  return {
    channel: 'email',
    subject: oneLine(filled(document, subject, scope)),
    html: filled(document, html, scope, 'html'),
    text: paragraphs(filled(document, text, scope)),
    calendar: calendar === null ? null : calendarOf(calendar, data, scope.place),
    unsubscribeUrl: data.links.unsubscribe,
  }
}

function sms(document: SmsTemplate, scope: Scope): SmsContent {
  const written = paragraphs(filled(document, document.text, scope))
  const text = document.gsm7 ? toGsm7(written) : written
  return { channel: 'sms', text, segments: segmentsOf(text), ttlSeconds: document.ttlSeconds }
}

function inApp(document: InAppTemplate, scope: Scope): InAppContent {
  const { title, body, url } = document
  return {
    channel: 'in_app',
    title: oneLine(filled(document, title, scope)),
    body: paragraphs(filled(document, body, scope)),
    url: url === null ? null : oneLine(filled(document, url, scope)),
  }
}
