import { systemClock } from '@visita/runtime'
import { type FakeOptions, type Fakes, startFakes } from '../src/fakes/index.ts'
import type { Content, OutgoingMessage } from '../src/index.ts'

export const notificationId = '0197a3c4-5b6d-5e7f-8a9b-0c1d2e3f4a5b'
export const visitId = '0197a3c4-0000-7000-8000-0c1d2e3f4a5b'

export const contents = {
  whatsapp: {
    channel: 'whatsapp',
    template: { name: 'visit_reminder_t24h_v3', language: 'ca', parameters: ['Marta', 'dimarts 24, 10:30'] },
    buttons: [
      { kind: 'confirm', title: 'Confirmar', payload: `v1:confirm:${visitId}:r4` },
      { kind: 'cancel', title: 'Cancelar', payload: `v1:cancel:${visitId}:r4` },
      { kind: 'url', title: 'Ver', payload: 'abc' },
    ],
    text: '¿Confirmas la visita del martes a las 10:30?',
    ttlSeconds: 43_200,
  },
  email: {
    channel: 'email',
    subject: 'Tu visita del martes',
    html: '<p>Hola, Marta</p>',
    text: 'Hola, Marta',
    calendar: { ics: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n', method: 'REQUEST' },
    unsubscribeUrl: 'https://visita.example/u/abc',
  },
  sms: { channel: 'sms', text: 'Visita martes 10:30', segments: 1, ttlSeconds: 900 },
  in_app: { channel: 'in_app', title: 'Visita', body: 'Martes 10:30', url: null },
} satisfies { [Of in Content['channel']]: Extract<Content, { channel: Of }> }

/** A message that carries the content; the recipient is one that the channel could write to. */
export function messageOf(content: Content, changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const to = content.channel === 'email' ? 'marta@example.com' : '+34612345678'
  return {
    notificationId,
    attempt: 1,
    tenant: 'demo',
    to,
    content,
    windowOpen: false,
    statusCallbackUrl: null,
    ...changes,
  }
}

export const startTestFakes = (options: Partial<FakeOptions> = {}): Promise<Fakes> =>
  startFakes({ clock: systemClock(), momentMs: 0, ...options })

export const never = () => new AbortController().signal
