import { accept, type Decision, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import { sameDocument } from '../same.ts'
import type { PublishTemplate, RollBackTemplate, SaveTemplate, TemplateCommand } from './commands.ts'
import type { TemplateEvent } from './events.ts'
import type { TemplateRejection } from './rejections.ts'
import { newestVersion, publishedVersion, type TemplateState } from './state.ts'

type TemplateDecision = Decision<TemplateEvent, TemplateRejection>

export function decideTemplate(command: TemplateCommand, state: TemplateState): TemplateDecision {
  switch (command.type) {
    case 'SaveTemplate':
      return save(command, state)
    case 'PublishTemplate':
      return publish(command, state)
    case 'RollBackTemplate':
      return rollBack(command, state)
  }
}

const which = ({ key, channel, language, now }: TemplateCommand) => ({ key, channel, language, at: instantOf(now) })

function save(command: SaveTemplate, state: TemplateState): TemplateDecision {
  const { document, publish: alsoPublish, isShipped } = command
  const newest = newestVersion(state)
  const isSame = newest !== null && sameDocument(state.versions.get(newest)?.document, document)
  const version = isSame ? newest : (newest ?? (isShipped ? 1 : 0)) + 1
  const events: TemplateEvent[] = []
  if (!isSame) events.push({ type: 'TemplateSaved', data: { ...which(command), version, document } })
  if (alsoPublish && publishedVersion(state) !== version) {
    events.push({ type: 'TemplatePublished', data: { ...which(command), version } })
  }
  return accept(...events)
}

/** What everybody has is version 1, unless the tenant had one of its own before everybody did. */
const shippedVersion = ({ isShipped }: TemplateCommand, { versions }: TemplateState): 1 | null =>
  isShipped && !versions.has(1) ? 1 : null

function publish(command: PublishTemplate, state: TemplateState): TemplateDecision {
  const { version } = command
  const shipped = shippedVersion(command, state)
  if (state.versions.size === 0 && shipped === null) return reject({ type: 'template-not-found' })
  if (!state.versions.has(version) && version !== shipped) {
    return reject({ type: 'template-version-not-found', version })
  }
  if ((publishedVersion(state) ?? shipped) === version) return accept()
  return accept({ type: 'TemplatePublished', data: { ...which(command), version } })
}

function rollBack(command: RollBackTemplate, state: TemplateState): TemplateDecision {
  const shipped = shippedVersion(command, state)
  if (state.versions.size === 0 && shipped === null) return reject({ type: 'template-not-found' })
  const from = publishedVersion(state)
  const version = state.published.at(-2) ?? shipped
  if (from === null || version === null) return reject({ type: 'nothing-to-roll-back' })
  return accept({ type: 'TemplateRolledBack', data: { ...which(command), version, from } })
}
