import { test } from 'tap'
import { answerClock } from '../src/answer-clock.ts'
import { keepAnswers } from '../src/kept-answers.ts'

function stage(mostBytes = 10_000) {
  const kept = keepAnswers(mostBytes)
  let made = 0
  const ask = async (
    asked: { key?: string; version?: string; now?: number },
    more: { until?: number; size?: number } = {},
  ) => {
    const { key = 'a', version = '1', now = 100 } = asked
    const body = await kept.answer({ key, version, now }, async () => {
      made += 1
      return { body: Buffer.alloc(more.size ?? 1, made), from: now, until: more.until ?? Number.POSITIVE_INFINITY }
    })
    return body[0]
  }
  return { ask, made: () => made }
}

test('an answer is given again while its rows and the clock are where they were', async (t) => {
  const { ask } = stage()
  t.equal(await ask({}, { until: 200 }), 1)
  t.equal(await ask({ now: 199 }), 1)
  t.equal(await ask({ now: 200 }, { until: 300 }), 2, 'the time has come')
  t.equal(await ask({ now: 199 }), 3, 'a clock that was set back')
  t.equal(await ask({ now: 199, version: '2' }), 4, 'a row has changed')
  t.equal(await ask({ now: 199, version: '1' }), 5, 'a version that was served before is not known to be right')
  t.equal(await ask({ key: 'b', version: '1' }), 6)
})

test('who asks while the same answer is made waits for it; who knows of newer rows does not', async (t) => {
  const { ask } = stage()
  t.same(await Promise.all([ask({}), ask({}), ask({ version: '2' }), ask({})]), [1, 1, 2, 1])
})

test('an answer that could not be made is not kept, and those who waited for it try for themselves', async (t) => {
  const kept = keepAnswers(1_000)
  let tries = 0
  const make = async () => {
    tries += 1
    if (tries === 1) throw new Error('no')
    return { body: Buffer.from('yes'), from: 0, until: 9 }
  }
  const asked = { key: 'a', version: '1', now: 1 }
  const [first, second] = await Promise.allSettled([kept.answer(asked, make), kept.answer(asked, make)])
  t.match([first, second], [{ status: 'rejected' }, { status: 'fulfilled' }])
  t.equal(tries, 2)
})

test('the longest unused goes first when there is no room', async (t) => {
  const { ask, made } = stage(3_000)
  const big = { size: 1_000 }
  await ask({ key: 'a' }, big)
  await ask({ key: 'b' }, big)
  await ask({ key: 'a' }, big)
  await ask({ key: 'c' }, big)
  t.equal(made(), 3)
  await ask({ key: 'a' }, big)
  t.equal(made(), 3)
  await ask({ key: 'b' }, big)
  t.equal(made(), 4)
  t.equal(await ask({ key: 'huge' }, { size: 9_000 }), 5)
  await ask({ key: 'huge' })
  t.equal(made(), 6, 'one that is larger than all there is')
})

test('a clock knows the first instant that would make a difference', (t) => {
  const clock = answerClock(100)
  t.equal(clock.until(), Number.POSITIVE_INFINITY)
  t.same([clock.passed(100), clock.passed(300), clock.passed(200), clock.passed(400)], [true, false, false, false])
  t.equal(clock.until(), 200)
  t.end()
})
