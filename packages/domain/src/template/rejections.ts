/** Nothing is written under that name, for that channel, in that language. */
export interface TemplateNotFound {
  readonly type: 'template-not-found'
}

export interface TemplateVersionNotFound {
  readonly type: 'template-version-not-found'
  readonly version: number
}

/** Nothing was published before what is published now. */
export interface NothingToRollBack {
  readonly type: 'nothing-to-roll-back'
}

export type TemplateRejection = TemplateNotFound | TemplateVersionNotFound | NothingToRollBack
