import { type Static, Type } from '@sinclair/typebox'
import { keyReused, problemOf } from '@visita/agenda'
import { type PersonId, PersonIdSchema, StreamName, strict, type TenantId } from '@visita/domain'
import { openAll } from '@visita/event-store'
import { type HttpApp, orNull, ProblemError, sendPosition } from '@visita/http'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'
import { ContactBody } from './visits.ts'

const CustomerSchema = Type.Object({
  id: Type.String(),
  name: orNull(Type.String()),
  phone: orNull(Type.String()),
  email: orNull(Type.String()),
  externalId: orNull(Type.String()),
  locale: orNull(Type.String()),
  timezone: orNull(Type.String()),
  consents: Type.Record(Type.String(), Type.Boolean()),
})

const { name, phone, email, locale, timezone, consents } = ContactBody.properties
const PatchBody = Type.Object(
  {
    name: Type.Optional(name),
    phone: Type.Optional(orNull(phone)),
    email: Type.Optional(orNull(email)),
    locale: Type.Optional(orNull(locale)),
    timezone: Type.Optional(orNull(timezone)),
    consents,
  },
  { ...strict, minProperties: 1 },
)

/** What is noted of an answer: where in the customer's own stream it can be read again. */
interface Noted {
  readonly customerId: PersonId
  readonly revision: number
}

export function customerRoutes(app: HttpApp, deps: Deps): void {
  const { aggregates, people, vault, requests } = deps

  /** The customer as of that revision, with the data opened. @throws 410 once they are erased */
  async function customerAt(tenant: TenantId, { customerId, revision }: Noted) {
    const { state, position } = await aggregates.customer.loadAt(
      StreamName.customer(tenant, customerId),
      BigInt(revision),
    )
    const key = await vault.key(tenant, customerId)
    if (state.status !== 'known' || !key) throw problemOf({ type: 'customer-erased' })
    const contact = openAll(state.contact, tenant, new Map([[customerId as string, key]]))
    const document: Static<typeof CustomerSchema> = { id: customerId, ...contact }
    return { document, position }
  }

  app.post(
    '/v1/customers',
    {
      config: { roles: ['channel', 'operator'], idempotent: true },
      schema: {
        summary: 'Register a customer, or find the same one',
        tags: ['customers'],
        body: ContactBody,
        response: { 201: CustomerSchema },
      },
    },
    async (raw, reply) => {
      const request = deps.idempotency.request(raw, '/v1/customers')
      const { tenant } = request
      const { key, fingerprint } = request.idempotency
      const { country } = await deps.configuration.policies(tenant)
      const { customer } = await people.prepare(tenant, { customer: raw.body, participants: [] }, country)

      const { noted, replayed } = await deps.idempotency.once(request, async () => {
        // Which customer it is depends on who is known, so no stream's name tells whether the request was here before.
        const begun = await requests.begin<Noted>(tenant, key, fingerprint)
        if (begun.kind === 'reused') throw keyReused()
        if (begun.kind === 'answered') return { noted: begun.answer, replayed: true }
        try {
          const { personId, revision } = await people.customer(request, customer, deps.clock.now())
          const fresh: Noted = { customerId: personId, revision: Number(revision) }
          await requests.answer(tenant, key, fresh)
          return { noted: fresh, replayed: false }
        } catch (error) {
          if (error instanceof ProblemError) await requests.forget(tenant, key)
          throw error
        }
      })
      const { document, position } = await customerAt(tenant, noted)
      sendPosition(reply, position)
      if (replayed) reply.header('idempotent-replayed', 'true')
      return reply.code(201).send(document)
    },
  )

  app.patch(
    '/v1/customers/:id',
    {
      config: { roles: ['channel', 'operator'] },
      schema: {
        summary: 'Change what is known of a customer',
        description:
          'What is named is replaced, null takes it away, and the rest stays. Consents are merged by purpose.',
        tags: ['customers'],
        params: Type.Object({ id: PersonIdSchema }, strict),
        body: PatchBody,
        response: { 200: CustomerSchema },
      },
    },
    async (raw, reply) => {
      const request = requestOf(raw)
      const { tenant } = request
      const customerId = raw.params.id
      const { country } = await deps.configuration.policies(tenant)
      const changed = await people.change(request, customerId, raw.body, country, deps.clock.now())
      const { document } = await customerAt(tenant, { customerId, revision: Number(changed.revision) })
      sendPosition(reply, changed.position)
      if (changed.unchanged) reply.header('visita-unchanged', 'true')
      return reply.send(document)
    },
  )
}
