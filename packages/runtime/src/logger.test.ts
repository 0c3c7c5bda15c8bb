import { test } from 'tap'
import { createLogger } from './index.ts'

function capture() {
  const lines: string[] = []
  const logger = createLogger({
    service: 'test',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  })
  return { logger, lines, entry: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> }
}

test('a line has level, time, service and what it says', async (t) => {
  const { logger, entry } = capture()
  logger.info({ status: 201 }, 'request')
  t.match(entry(), { level: 'info', service: 'test', status: 201, msg: 'request', time: /^\d{4}-.*Z$/ })
})

test('contact data and credentials never reach a line, however deep they stand', async (t) => {
  const { logger, lines } = capture()
  const person = { name: 'Ana Soto', phone: '+56911112222', email: 'ana@example.com', id: 'c-1' }
  logger.info(person, 'flat')
  logger.info({ visit: { customer: person, notes: 'rings twice' }, list: [{ Email: person.email }] }, 'deep')
  logger.child({ phone: person.phone, secret: 'sssh' }).warn('bound')
  logger.error({ req: { headers: { authorization: 'Bearer vk_demo' } } }, 'request')
  const all = lines.join('')
  t.notMatch(all, /Ana|\+569|example\.com|rings|sssh|vk_demo/)
  t.match(all, '"id":"c-1"')
  t.equal(lines.length, 4)
})

test('an error shows its class, message, code, stack and cause, and none of its other members', async (t) => {
  const { logger, entry, lines } = capture()
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (phone)=(+56911112222)' })
  logger.error({ err: new TypeError('could not write', { cause }), attempt: 2 }, 'failed')
  t.match(entry(), { err: { type: 'TypeError', message: 'could not write', cause: { code: '23505' } }, attempt: 2 })
  t.notMatch(lines.join(''), '+569')
})

test('a big integer does not break a line', async (t) => {
  const { logger, entry } = capture()
  logger.info({ position: 12n }, 'moved')
  t.equal(entry().position, '12')
})
