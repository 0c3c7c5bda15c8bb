export { type ButtonAction, buttonPayload, readButtonPayload } from './button-payload.ts'
export {
  type Answer,
  type Channel,
  correlationOf,
  type Failure,
  type Finding,
  type OutgoingMessage,
  readCorrelation,
  type SendResult,
} from './channel.ts'
export {
  type Button,
  ButtonSchema,
  type Content,
  ContentSchema,
  contentText,
  type EmailContent,
  EmailContentSchema,
  type InAppContent,
  InAppContentSchema,
  readContent,
  type SmsContent,
  SmsContentSchema,
  type WhatsAppContent,
  WhatsAppContentSchema,
} from './content.ts'
export { inApp } from './in-app/channel.ts'
export { type ResendOptions, resend } from './resend/channel.ts'
export { resendWebhook } from './resend/webhook.ts'
export { type SmtpOptions, smtp } from './smtp/channel.ts'
export { type TwilioOptions, twilio } from './twilio/channel.ts'
export { twilioWebhook } from './twilio/webhook.ts'
export {
  type AccountChange,
  type AccountUpdate,
  type AddressUpdate,
  accountChanges,
  type ButtonUpdate,
  type StatusUpdate,
  type TextUpdate,
  type Update,
  type Webhook,
  type WebhookHeaders,
} from './update.ts'
export { type WhatsAppOptions, whatsApp } from './whatsapp/channel.ts'
export { whatsAppChallenge, whatsAppWebhook } from './whatsapp/webhook.ts'
