import { Readable } from 'node:stream'
import { manualClock } from '@visita/runtime'
import { test } from 'tap'
import { createView } from './view.ts'

function capture() {
  const output = {
    text: '',
    writableLength: 0,
    write(chunk: string) {
      output.text += chunk
    },
  }
  return { output, view: createView(output, manualClock(Date.UTC(2026, 2, 2, 9, 0, 0))) }
}

test('an entry becomes a readable line: time, who, how serious, what', async (t) => {
  const { output, view } = capture()
  view.line(
    'projector',
    '{"level":"info","time":"2026-03-02T08:59:58.120Z","service":"projector","position":"12","msg":"moved"}',
  )
  view.line(
    'command-api',
    '{"level":"info","time":"2026-03-02T08:59:58.121Z","method":"POST","route":"/v1/visits","status":201,"ms":4.2,"tenant":"demo","msg":"request"}',
  )
  view.say('postgres', 'warn', 'a checkpoint took long')
  view.line('local-node', 'listening on esdb://127.0.0.1:2113')
  t.same(output.text.split('\n'), [
    '08:59:58.120 projector    info  moved position=12',
    '08:59:58.121 command-api  info  POST /v1/visits 201 4.2 ms demo',
    '09:00:00.000 postgres     warn  a checkpoint took long',
    '09:00:00.000 local-node   info  listening on esdb://127.0.0.1:2113',
    '',
  ])
})

test('an error shows its stack and its cause; what only looks like JSON is shown as it is', async (t) => {
  const { output, view } = capture()
  const err = { type: 'Error', message: 'no', stack: 'Error: no\n    at here', cause: { message: 'away' } }
  view.line('reactor', JSON.stringify({ level: 'error', time: '2026-03-02T09:00:00.000Z', msg: 'failed', err }))
  view.line('reactor', '{ half')
  t.match(output.text, /failed\n {4}Error: no\n {8}at here\n {4}because: away\n/)
  t.match(output.text, /reactor {6}info {2}\{ half/)
})

test('lines are put together from the pieces they arrive in', async (t) => {
  const { output, view } = capture()
  const stream = Readable.from(['{"level":"info","time":"2026-03-02T09:00:00.000Z","ms', 'g":"one"}\ntw', 'o\nthree'])
  view.follow('x', stream)
  await new Promise((done) => stream.once('end', done))
  t.match(output.text, /one\n.*two\n.*three\n/)
})

test('a reader who stops reading holds up nobody: lines are left out, and counted', async (t) => {
  const { output, view } = capture()
  output.writableLength = 2 ** 21
  view.print('lost')
  view.print('lost too')
  output.writableLength = 0
  view.print('seen')
  t.equal(output.text, '… 2 lines left out: nobody was reading\nseen\n')
})
