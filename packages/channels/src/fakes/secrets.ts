/** With what the fakes sign unless they are told otherwise. They guard nothing. */
export const fakeSecrets = {
  whatsapp: 'fake-whatsapp-app-secret',
  resend: `whsec_${Buffer.from('fake-resend-webhook-secret').toString('base64')}`,
  twilio: 'fake-twilio-auth-token',
}
