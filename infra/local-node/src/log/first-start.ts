import type { WriteRequest } from './outcome.ts'
import type { NewRecord } from './record.ts'

/** A real log never starts at 0 either. */
export const FIRST_POSITION = 4096

const event = (type: string, content: unknown): NewRecord => ({
  id: crypto.randomUUID(),
  type,
  json: true,
  metadata: Buffer.alloc(0),
  data: Buffer.from(JSON.stringify(content)),
})

const append = (stream: string, ...events: NewRecord[]): WriteRequest => ({
  kind: 'append',
  stream,
  expected: 'any',
  events,
  bytes: 0,
  deadline: Infinity,
})

const user = (loginName: string, fullName: string, groups: string[]): NewRecord =>
  event('$UserCreated', { loginName, fullName, groups, disabled: false })

/**
 * What a new log begins with. Production's $all is never empty and is full of system events; a reader that forgets to
 * leave them out should fail here too, on the first day.
 */
export const firstEvents = (): WriteRequest[] => [
  append('$$$settings', event('$metadata', { $acl: { $r: '$admins', $w: '$admins' } })),
  append('$$$scavenges', event('$metadata', { $maxAge: 2_592_000 })),
  append('$$$stats-local', event('$metadata', { $maxAge: 86_400, $acl: { $r: '$admins' } })),
  append('$$$user-admin', event('$metadata', { $acl: { $r: '$admins', $w: '$admins' } })),
  append('$user-admin', user('admin', 'Local node administrator', ['$admins'])),
  append('$$$user-ops', event('$metadata', { $acl: { $r: '$admins', $w: '$admins' } })),
  append('$user-ops', user('ops', 'Local node operations', ['$ops'])),
  append('$users', event('$User', 'admin'), event('$User', 'ops')),
  append(
    '$stats-local',
    event('$statsCollected', { 'proc-threads': 1 }),
    event('$statsCollected', { 'proc-threads': 1 }),
  ),
]
