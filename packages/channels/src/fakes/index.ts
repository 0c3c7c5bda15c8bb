export { type Behaviour, type Mode, modes, type Provider, providers } from './behaviour.ts'
export { signed as signAsResend } from './resend.ts'
export { type FakeOptions, type Fakes, fakeSecrets, type RecordedRequest, startFakes } from './server.ts'
export type { FakeInbound } from './whatsapp.ts'
