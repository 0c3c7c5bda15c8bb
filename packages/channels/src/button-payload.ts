/** What a tapped button asks for, of which visit, and as that visit stood at which stream revision. */
export interface ButtonAction {
  readonly action: 'confirm' | 'change' | 'cancel'
  readonly visitId: string
  readonly revision: number
}

/** `v1:<action>:<visitId>:r<revision>`. Buttons stay tappable for days: the revision says what their reader saw. */
export const buttonPayload = ({ action, visitId, revision }: ButtonAction): string =>
  `v1:${action}:${visitId}:r${revision}`

const form = /^v1:(confirm|change|cancel):([0-9a-f-]{36}):r(\d{1,9})$/

/** What the payload of a tapped button says, or null when it is none of ours. Its title is never looked at. */
export function readButtonPayload(payload: string): ButtonAction | null {
  const [, action, visitId, revision] = form.exec(payload) ?? []
  if (!action || !visitId || !revision) return null
  return { action: action as ButtonAction['action'], visitId, revision: Number(revision) }
}
