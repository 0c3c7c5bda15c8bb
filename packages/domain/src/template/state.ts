import { epochOf } from '../instant.ts'
import type { TemplateEvent, TemplateText } from './events.ts'

export interface TemplateVersion {
  readonly document: TemplateText
  /** Epoch ms. */
  readonly savedAt: number
}

export interface TemplateState {
  /** The tenant's own versions. */
  readonly versions: ReadonlyMap<number, TemplateVersion>
  /** What was published, one after the other, as far as it was not rolled back; the last is published now. */
  readonly published: readonly number[]
}

export const initialTemplate: TemplateState = { versions: new Map(), published: [] }

/** Null: what everybody has is in force, or nothing is. */
export const publishedVersion = ({ published }: TemplateState): number | null => published.at(-1) ?? null

/** The newest, published or not; null where the tenant has written none. */
export const newestVersion = ({ versions }: TemplateState): number | null =>
  versions.size === 0 ? null : Math.max(...versions.keys())

export function evolveTemplate(state: TemplateState, event: TemplateEvent): TemplateState {
  switch (event.type) {
    case 'TemplateSaved': {
      const { version, document, at } = event.data
      return { ...state, versions: new Map(state.versions).set(version, { document, savedAt: epochOf(at) }) }
    }
    case 'TemplatePublished':
      return { ...state, published: [...state.published, event.data.version] }
    case 'TemplateRolledBack':
      return { ...state, published: state.published.slice(0, -1) }
    default:
      event satisfies never
      return state
  }
}
