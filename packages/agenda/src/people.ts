import { type Contact, type Participant, PersonId, type Sealed, StreamName, type TenantId } from '@visita/domain'
import { sealText } from '@visita/event-store'
import { invalidRequest, type RequestFault } from '@visita/http'
import { type Identity, PersonErased, type Vault } from '@visita/read-store'
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Aggregates } from './aggregates.ts'
import { notFound } from './configuration.ts'
import { problemOf, succeed } from './problems.ts'
import { commandContext, type IdempotentRequest, type Request } from './request.ts'

export interface ContactInput {
  readonly name?: string | undefined
  readonly phone?: string | undefined
  readonly email?: string | undefined
  readonly externalId?: string | undefined
  readonly locale?: string | undefined
  readonly timezone?: string | undefined
  readonly consents?: Readonly<Record<string, boolean>> | undefined
}
/** What is to be changed of a customer: what is null is taken away, what is not there stays. */
export interface ContactPatch {
  readonly name?: string | undefined
  readonly phone?: string | null | undefined
  readonly email?: string | null | undefined
  readonly locale?: string | null | undefined
  readonly timezone?: string | null | undefined
  readonly consents?: Readonly<Record<string, boolean>> | undefined
}
export type CustomerInput = { readonly id: PersonId } | ContactInput
export interface ParticipantInput {
  readonly name?: string | undefined
  readonly phone?: string | undefined
  readonly email?: string | undefined
  readonly role?: string | undefined
}

/** Everybody and every free text of one booking, checked, and still in plain text: nothing of it is written yet. */
export interface Party {
  readonly customer: CustomerInput
  readonly participants: readonly ParticipantInput[]
  readonly notes?: string | undefined
  readonly overrideReason?: string | undefined
}

/** The same, registered and sealed, ready for an event. */
export interface Registered {
  readonly customerId: PersonId
  readonly participants: readonly Participant[]
  readonly notes: Sealed | null
  readonly overrideReason: Sealed | null
}

/** The people of a tenant: who a contact is, and the keys that their data is sealed with. */
export function createPeople(aggregates: Aggregates, vault: Vault) {
  const sealer = (key: Buffer, tenant: TenantId, personId: PersonId) => (text: string | undefined) =>
    text === undefined ? null : sealText(key, tenant, personId, text)

  const contactOf = (input: ContactInput, seal: (text: string | undefined) => Sealed | null): Contact => ({
    name: seal(input.name),
    phone: seal(input.phone),
    email: seal(input.email),
    externalId: seal(input.externalId),
    locale: input.locale ?? null,
    timezone: input.timezone ?? null,
    consents: { ...input.consents },
  })

  /** @throws 410 where a request that made somebody is repeated, and they have been erased */
  async function resolve(tenant: TenantId, who: Identity & { readonly proposed: PersonId }) {
    try {
      return await vault.resolvePerson(tenant, who)
    } catch (error) {
      throw error instanceof PersonErased ? problemOf({ type: 'customer-erased' }) : error
    }
  }

  /** Finds or makes the customer, and brings what is known of them up to date. */
  async function customer(request: IdempotentRequest, input: CustomerInput, now: number) {
    const { tenant } = request
    if ('id' in input) {
      const key = await vault.key(tenant, input.id)
      if (!key) throw problemOf({ type: 'customer-erased' }) // that they are known was seen when the party was prepared
      return { personId: input.id, key, revision: -1n }
    }
    const { externalId, phone } = input
    const { personId, key, known } = await resolve(tenant, {
      ...(externalId === undefined ? {} : { externalId }),
      ...(phone === undefined ? {} : { phone }),
      // Somebody who can be told by nothing is this request's own customer, and the same one when it is retried.
      proposed:
        externalId === undefined && phone === undefined
          ? PersonId.derive(tenant, request.idempotency.key)
          : PersonId.create(),
    })
    const { revision } = succeed(
      await aggregates.customer.execute(
        StreamName.customer(tenant, personId),
        {
          type: 'RegisterCustomer',
          customerId: personId,
          contact: contactOf(input, sealer(key, tenant, personId)),
          now,
        },
        commandContext(request),
        { assumeNew: !known },
      ),
    )
    return { personId, key, revision }
  }

  async function participant(
    request: IdempotentRequest,
    { role, ...contact }: ParticipantInput,
    index: number,
  ): Promise<Participant> {
    const { tenant } = request
    const { personId, key } = await resolve(tenant, {
      ...(contact.phone === undefined ? {} : { phone: contact.phone }),
      proposed:
        contact.phone === undefined ? PersonId.derive(tenant, request.idempotency.key, index) : PersonId.create(),
    })
    const seal = sealer(key, tenant, personId)
    return {
      personId,
      role: role ?? null,
      name: seal(contact.name),
      phone: seal(contact.phone),
      email: seal(contact.email),
    }
  }

  return {
    /**
     * Checks a party and puts its phones into E.164, reading those without a prefix as of `country`.
     * @throws 400 `invalid-request` for a phone that is none; 404 for a customer id that is not known.
     */
    async prepare(tenant: TenantId, party: Party, country: string): Promise<Party> {
      const errors: RequestFault[] = []
      const phoneOf = (phone: string | undefined, path: string) => {
        if (phone === undefined) return undefined
        const number = e164(phone, country)
        if (number === null) errors.push(noPhone(`${path}/phone`))
        return number ?? undefined
      }
      const participants = party.participants.map((input, i) => ({
        ...input,
        phone: phoneOf(input.phone, `/participants/${i}`),
      }))
      let input = party.customer
      if ('id' in input) {
        const { state } = await aggregates.customer.load(StreamName.customer(tenant, input.id), 1000)
        if (state.status === 'unknown') throw notFound('customer', input.id)
        if (state.status === 'erased') throw problemOf({ type: 'customer-erased' })
      } else {
        input = { ...input, phone: phoneOf(input.phone, '/customer') }
      }
      if (errors.length > 0) throw invalidRequest(errors)
      return { ...party, customer: input, participants }
    },

    /** Registers everybody and seals every text. Safe to repeat. @throws 410 for a customer who was erased. */
    async register(request: IdempotentRequest, party: Party, now: number): Promise<Registered> {
      const { personId, key } = await customer(request, party.customer, now)
      const seal = sealer(key, request.tenant, personId)
      return {
        customerId: personId,
        participants: await Promise.all(party.participants.map((input, i) => participant(request, input, i))),
        notes: seal(party.notes),
        overrideReason: seal(party.overrideReason),
      }
    },

    customer,

    /**
     * Somebody who comes along to a visit that is there already, their data sealed under a key of their own.
     * @throws 400 for a phone that is none
     */
    async join(
      request: IdempotentRequest,
      { phone, ...input }: ParticipantInput,
      country: string,
    ): Promise<Participant> {
      return participant(request, { ...input, ...(phone === undefined ? {} : { phone: checked(phone, country) }) }, 0)
    },

    /**
     * Changes what is known of a customer. A new phone names them from now on, unless it names somebody else already.
     * @throws 400 for a phone that is none; 404 for somebody unknown; 410 for somebody who was erased
     */
    async change(request: Request, personId: PersonId, patch: ContactPatch, country: string, now: number) {
      const { tenant } = request
      const stream = StreamName.customer(tenant, personId)
      const { state } = await aggregates.customer.load(stream)
      if (state.status === 'unknown') throw problemOf({ type: 'customer-not-found' })
      const key = await vault.key(tenant, personId)
      if (!key) throw problemOf({ type: 'customer-erased' })
      const phone = patch.phone ? checked(patch.phone, country) : patch.phone
      if (phone) await vault.addIdentity(tenant, personId, { phone })
      const outcome = succeed(
        await aggregates.customer.execute(
          stream,
          { type: 'ChangeContact', patch: patchOf({ ...patch, phone }, sealer(key, tenant, personId)), now },
          commandContext(request),
        ),
      )
      return {
        revision: outcome.revision,
        position: outcome.position,
        unchanged: outcome.kind === 'accepted' && outcome.events.length === 0,
      }
    },

    /** Destroys a person's key for ever, and with it all that was ever sealed for them. Safe to repeat. See `eraseCustomer`. */
    forget: (tenant: TenantId, personId: PersonId): Promise<void> => vault.erase(tenant, personId),

    /** Seals a free text that belongs to a customer, such as why they cancelled. `null` once they are erased. */
    async seal(tenant: TenantId, personId: PersonId, text: string): Promise<Sealed | null> {
      const key = await vault.key(tenant, personId)
      return key && sealText(key, tenant, personId, text)
    },

    /** Seals a free text that belongs to no customer, such as why time is blocked, under a key of its own. */
    async sealOwn(tenant: TenantId, personId: PersonId, text: string): Promise<Sealed> {
      return sealText(await vault.createKey(tenant, personId), tenant, personId, text)
    },
  }
}

export type People = ReturnType<typeof createPeople>

/** The number in E.164, one without a prefix read as of that country; null where it is none. */
function e164(phone: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(phone, country as CountryCode)
  return parsed?.isValid() ? parsed.number : null
}

const noPhone = (path: string): RequestFault => ({ in: 'body', path, message: 'is not a phone number' })

function checked(phone: string, country: string): string {
  const number = e164(phone, country)
  if (number === null) throw invalidRequest([noPhone('/phone')])
  return number
}

/** Only what the patch names; texts sealed. */
function patchOf(patch: ContactPatch, seal: (text: string) => Sealed | null): Partial<Contact> {
  const { name, phone, email, locale, timezone, consents } = patch
  const sealed = (text: string | null) => (text === null ? null : seal(text))
  return {
    ...(name === undefined ? {} : { name: sealed(name) }),
    ...(phone === undefined ? {} : { phone: sealed(phone) }),
    ...(email === undefined ? {} : { email: sealed(email) }),
    ...(locale === undefined ? {} : { locale }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(consents === undefined ? {} : { consents: { ...consents } }),
  }
}
