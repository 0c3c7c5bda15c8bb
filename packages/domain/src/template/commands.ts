import type { NotificationChannel } from '../notification/words.ts'
import type { TemplateLanguage, TemplateText } from './events.ts'

interface Which {
  readonly key: string
  readonly channel: NotificationChannel
  readonly language: TemplateLanguage
  /** Whether everybody has a text of that name: then it is version 1. */
  readonly isShipped: boolean
  /** Epoch ms. */
  readonly now: number
}

/** A new version. The same text as the newest version is no new one. */
export interface SaveTemplate extends Which {
  readonly type: 'SaveTemplate'
  readonly document: TemplateText
  readonly publish: boolean
}

export interface PublishTemplate extends Which {
  readonly type: 'PublishTemplate'
  readonly version: number
}

/** Back to what was published before the version that is published now. */
export interface RollBackTemplate extends Which {
  readonly type: 'RollBackTemplate'
}

export type TemplateCommand = SaveTemplate | PublishTemplate | RollBackTemplate
