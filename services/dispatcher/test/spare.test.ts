import type { Carrier } from '@visita/accounts'
import { smtp } from '@visita/channels'
import { test } from 'tap'
import { minute, noon, startStage, type Wish } from './stage.ts'

test('while Resend does not carry e-mails, as where its quota is spent, the mail server does', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const { fakes, clock, request, settled, happened } = stage
  const from = 'citas@demo.example'
  const spare: Carrier = {
    account: {
      ...{ channel: 'email', provider: 'smtp', source: 'platform', setAt: null },
      settings: { from, host: '127.0.0.1', port: 25, security: 'starttls', user: null },
    },
    channel: smtp({ url: fakes.smtpUrl, from }),
  }
  const accounts = {
    ...stage.accounts,
    spare: async (_: unknown, channel: string) => (channel === 'email' ? spare : null),
  }
  stage.start({ accounts })
  const since = () => {
    const before = fakes.requests().length
    return () => fakes.requests().flatMap(({ provider }, i) => (i < before ? [] : [provider]))
  }
  const quota = { provider: 'resend', mode: 'error', code: 'daily_quota_exceeded' } as const
  const mail: Wish = { channel: 'email', fallbackOrder: ['email', 'sms'] }

  t.test('at once, the first as those that follow, and Resend again when it takes them', async (t) => {
    fakes.behave(quota)
    const made = since()
    const first = await request(mail)
    const { status, notification } = await settled(first)
    t.equal(status, 'sent')
    t.match(notification?.attempts, [
      { provider: 'resend', outcome: 'refused' },
      { provider: 'smtp', outcome: 'accepted' },
    ])
    t.equal((await settled(await request(mail))).status, 'sent')
    t.same(made(), ['resend', 'smtp', 'smtp'], 'nobody asks Resend for a while')
    const judged = await happened(first, 'NotificationGatesJudged')
    t.match(
      (judged.data.gates as { gate: string }[]).find(({ gate }) => gate === 'circuit'),
      { verdict: 'pass', why: 'spare' },
    )

    clock.set(noon + 15 * minute)
    t.equal((await settled(await request(mail))).status, 'sent')
    t.same(made().slice(3), ['resend', 'smtp'], 'then one tries')
    fakes.behave({ provider: 'resend', mode: 'ok' })
    clock.set(noon + 30 * minute)
    t.equal((await settled(await request(mail))).status, 'sent')
    t.same(made().slice(5), ['resend'])
    t.equal(await stage.rows('queue.circuit'), 0)
  })

  t.test('unless Resend has it, perhaps: it alone would know it again', async (t) => {
    const made = since()
    fakes.behave({ provider: 'resend', mode: 'reset-after-accept', times: 1 })
    const id = await request(mail)
    const lost = await happened(id, 'NotificationAttemptLost')
    fakes.behave({ ...quota, times: 1 })
    clock.set(clock.now() + 10_000)
    t.match(await settled(id), { status: 'failed', notification: { failure: { class: 'account' } } }, String(lost.type))
    t.same(made(), ['resend', 'resend'])
  })

  t.test('and where that does not either, the next channel has its turn', async (t) => {
    clock.set(clock.now() + 30 * minute)
    const made = since()
    fakes.behave({ ...quota, times: 1 })
    fakes.behave({ provider: 'smtp', mode: 'error', code: 535, times: 1 })
    const id = await request(mail)
    t.match(await settled(id), { status: 'failed', notification: { failure: { class: 'account' } } })
    t.same(made(), ['resend', 'smtp'])
    const next = await settled(await request(mail))
    t.match(next.notification?.failure, { class: 'channel-closed', code: 'account' })
    t.equal(made().length, 2, 'neither is asked')
  })
})
