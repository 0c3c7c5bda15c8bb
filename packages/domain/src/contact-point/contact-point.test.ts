import fc from 'fast-check'
import { test } from 'tap'
import { ContactPointId } from '../ids.ts'
import { at, instant, scenario } from '../testing.ts'
import { type ContactPointCommand, type ContactPointEvent, contactPoint } from './index.ts'

const contactPointId = ContactPointId.parse('ab'.repeat(32))
const about = { contactPointId, now: at('10:00') }
const ours = '106512345678901'
const heard = (heardAt: number, phoneNumberId = ours): ContactPointCommand => ({
  ...{ type: 'NoteHeardFrom', ...about, phoneNumberId, heardAt },
})
const heardFrom = (heardAt: string, phoneNumberId = ours): ContactPointEvent => ({
  type: 'ContactPointHeardFrom',
  data: { contactPointId, phoneNumberId, heardAt: instant(heardAt), at: instant('10:00') },
})
const say = (type: 'OptOut' | 'OptIn', saidAt: number): ContactPointCommand => ({
  ...{ type, ...about, via: 'whatsapp', saidAt },
})
const said = (type: 'ContactPointOptedOut' | 'ContactPointOptedIn', saidAt: string): ContactPointEvent => ({
  type,
  data: { contactPointId, via: 'whatsapp', saidAt: instant(saidAt), at: instant('10:00') },
})
const bounce = { type: 'NoteBounce', ...about, code: 'Permanent.General' } as const
const bounced: ContactPointEvent = {
  type: 'ContactPointBounced',
  data: { contactPointId, code: 'Permanent.General', at: instant('10:00') },
}
const complaint = { type: 'NoteComplaint', ...about } as const
const complained: ContactPointEvent = { type: 'ContactPointComplained', data: { contactPointId, at: instant('10:00') } }
const stateOf = (...events: ContactPointEvent[]) => events.reduce(contactPoint.evolve, contactPoint.initial)

test('they are heard by each number of ours for itself, and of two times the later stands', async (t) => {
  const { when } = scenario(t, contactPoint)
  when(heard(at('09:00')))
    .yields(heardFrom('09:00'))
    .when(heard(at('09:00')))
    .changesNothing()
    .when(heard(at('08:00')))
    .changesNothing()
    .when(heard(at('08:00'), '+34930000000'))
    .yields(heardFrom('08:00', '+34930000000'))
    .when(heard(at('09:01')))
    .yields(heardFrom('09:01'))
  t.same(stateOf(heardFrom('09:00'), heardFrom('08:00', '+34930000000'), heardFrom('09:01')).lastHeardAt, {
    [ours]: at('09:01'),
    '+34930000000': at('08:00'),
  })
})

test('a message within a minute of the last is not written down again', async (t) => {
  const { given } = scenario(t, contactPoint)
  given(heardFrom('09:00'))
    .when(heard(at('09:00:59')))
    .changesNothing()
})

test('nobody is heard, and nothing said, in the future, whatever a provider says the time is', async (t) => {
  const { when } = scenario(t, contactPoint)
  when(heard(at('11:00'))).yields(heardFrom('10:00'))
  when(say('OptOut', at('11:00'))).yields(said('ContactPointOptedOut', '10:00'))
})

test('they say no, and yes again; told again it is not written again', async (t) => {
  const { when } = scenario(t, contactPoint)
  when(say('OptOut', at('09:00')))
    .yields(said('ContactPointOptedOut', '09:00'))
    .when(say('OptOut', at('09:00')))
    .changesNothing()
    .when(say('OptOut', at('09:01')))
    .yields(said('ContactPointOptedOut', '09:01'))
    .when(say('OptIn', at('09:30')))
    .yields(said('ContactPointOptedIn', '09:30'))
  t.equal(stateOf(said('ContactPointOptedOut', '09:00')).optedOut, true)
  t.equal(stateOf(said('ContactPointOptedOut', '09:00'), said('ContactPointOptedIn', '09:30')).optedOut, false)
})

test('an older word that is heard later does not take back a newer one', async (t) => {
  const { given } = scenario(t, contactPoint)
  given(said('ContactPointOptedOut', '09:00'))
    .when(say('OptIn', at('08:59')))
    .changesNothing()
  given(said('ContactPointOptedOut', '09:00'), said('ContactPointOptedIn', '09:30'))
    .when(say('OptOut', at('09:29')))
    .changesNothing()
})

test('of two words of one moment it is the no', async (t) => {
  const { given } = scenario(t, contactPoint)
  given(said('ContactPointOptedOut', '09:00'))
    .when(say('OptIn', at('09:00')))
    .changesNothing()
  given(said('ContactPointOptedIn', '09:00'))
    .when(say('OptOut', at('09:00')))
    .yields(said('ContactPointOptedOut', '09:00'))
})

test('the last word counts, in whatever order words are heard', async () => {
  const word = fc.record({ no: fc.boolean(), saidAt: fc.integer({ min: at('00:00'), max: at('09:59') }) })
  const words = fc.uniqueArray(word, { selector: ({ saidAt }) => saidAt, minLength: 1 })
  fc.assert(
    fc.property(words, (told) => {
      let state = contactPoint.initial
      for (const { no, saidAt } of told) {
        const decision = contactPoint.decide(say(no ? 'OptOut' : 'OptIn', saidAt), state)
        if (decision.accepted) state = decision.events.reduce(contactPoint.evolve, state)
      }
      const last = told.reduce((a, b) => (a.saidAt > b.saidAt ? a : b))
      return state.optedOut === last.no
    }),
  )
})

test('a dead address and a complaint are noted once, and only their own word takes them back', async (t) => {
  const { when } = scenario(t, contactPoint)
  when(bounce)
    .yields(bounced)
    .when(bounce)
    .changesNothing()
    .when(complaint)
    .yields(complained)
    .when(complaint)
    .changesNothing()
    .when(heard(at('09:00')))
    .yields(heardFrom('09:00'))
  t.match(stateOf(bounced, complained, heardFrom('09:00')), { bounced: true, complained: true })
  scenario(t, contactPoint)
    .given(bounced, complained)
    .when(say('OptIn', at('09:00')))
    .yields(said('ContactPointOptedIn', '09:00'))
  t.match(stateOf(bounced, complained, said('ContactPointOptedIn', '09:00')), { bounced: false, complained: false })
})
