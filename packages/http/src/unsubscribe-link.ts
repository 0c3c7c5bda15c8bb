import { PersonId, type PreferenceChannel, TenantId } from '@visita/domain'
import { createSignedTexts, linkBase } from './signed-text.ts'

/** Whose wishes an unsubscribe link is for, and on which channel it was sent. */
export interface UnsubscribeLink {
  readonly tenant: TenantId
  readonly personId: PersonId
  readonly channel: PreferenceChannel
}

/**
 * The links by which somebody says, without a key, what they no longer want to be told. Nothing is stored, and they never expire: an
 * old message must be as easy to stop as a new one. They show nothing of the person, so that whoever finds one learns nothing.
 */
export interface UnsubscribeLinks {
  urlOf(link: UnsubscribeLink): string
  /** Null: nobody here has made this token. */
  read(token: string): UnsubscribeLink | null
}

export function createUnsubscribeLinks(masterKey: Buffer, publicUrl: string): UnsubscribeLinks {
  const texts = createSignedTexts(masterKey, 'unsubscribe links')
  const base = linkBase(publicUrl)
  return {
    urlOf: ({ tenant, personId, channel }) =>
      `${base}/v1/unsubscribe/${texts.sign(`${tenant} ${personId} ${channel}`)}`,
    read(token) {
      const text = texts.read(token)
      if (text === null) return null
      const [tenant = '', personId = '', channel] = text.split(' ')
      return {
        tenant: TenantId.parse(tenant),
        personId: PersonId.parse(personId),
        channel: channel as PreferenceChannel,
      }
    },
  }
}
