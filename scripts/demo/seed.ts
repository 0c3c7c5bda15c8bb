import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { Logger } from '@visita/runtime'
import { writeSecretFile } from '../start/data-dir.ts'
import { type Business, businesses } from './businesses.ts'

const roles = ['admin', 'operator', 'channel', 'auditor'] as const
export type TenantKeys = Readonly<Record<(typeof roles)[number], string>>

/** `<data dir>/demo.json`: what somebody needs to use the demo. Programs rely on its form. */
export interface Demo {
  readonly tenant: string
  readonly keys: TenantKeys & { readonly platform: string }
  readonly commandUrl: string
  readonly readUrl: string
  /** The other tenants. */
  readonly more: readonly { readonly tenant: string; readonly name: string; readonly keys: TenantKeys }[]
}

export interface SeedOptions {
  readonly dataDir: string
  readonly commandUrl: string
  readonly readUrl: string
  readonly platformKey: string
  readonly logger: Logger
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** Node's plain client and not fetch, which would make the supervisor some 10 MB larger for the rest of its life. */
function send(url: string, method: string, headers: Record<string, string>, body: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const call = request(url, { method, headers, agent: false, timeout: 30_000 }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      answer.once('end', () => done({ status: answer.statusCode ?? 0, text }))
      answer.once('error', fail)
    })
    call.once('timeout', () => call.destroy(new Error(`${method} ${url} was not answered in time`)))
    call.once('error', fail)
    call.end(body)
  })
}

async function call(
  url: string,
  method: string,
  key: string,
  body: unknown,
  idempotencyKey?: string,
): Promise<unknown> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
  }
  const { status, text } = await send(url, method, headers, JSON.stringify(body))
  if (status >= 300) throw new Error(`${method} ${new URL(url).pathname} answered ${status}: ${text.slice(0, 500)}`)
  return text === '' ? null : JSON.parse(text)
}

/** Whether the command API knows a key: it refuses an unknown one with 401 and this one, for its role, with 403. */
async function isKnown(commandUrl: string, key: string): Promise<boolean> {
  const answer = await send(`${commandUrl}/v1/platform/tenants`, 'POST', { authorization: `Bearer ${key}` }, '')
  return answer.status === 403
}

/** Creates one tenant with its keys and its whole configuration. Done again, it changes nothing and gives the same keys. */
async function seedBusiness(business: Business, { commandUrl, platformKey }: SeedOptions): Promise<TenantKeys> {
  const { id, name, policies } = business
  await call(`${commandUrl}/v1/platform/tenants`, 'POST', platformKey, { id, name, policies }, `demo-${id}`)
  const keys: Record<string, string> = {}
  for (const role of roles) {
    const body = { role, label: `demo ${role}` }
    const url = `${commandUrl}/v1/platform/tenants/${id}/keys`
    const { key } = (await call(url, 'POST', platformKey, body, `demo-${id}-${role}`)) as { key: string }
    keys[role] = key
  }
  const tenantKeys = keys as TenantKeys
  const documents = [
    ...business.locations.map((document) => ['locations', document] as const),
    ...business.visitTypes.map((document) => ['visit-types', document] as const),
    ...business.resources.map((document) => ['resources', document] as const),
  ]
  for (const [collection, document] of documents) {
    await call(`${commandUrl}/v1/admin/${collection}/${document.id}`, 'PUT', tenantKeys.admin, document)
  }
  return tenantKeys
}

function existing(path: string): Demo | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Demo
  } catch {
    return null
  }
}

/**
 * Makes the demo's tenants unless they are there, and writes `demo.json` last: a start that dies in the middle leaves
 * none, and the next one does it all again, which changes nothing that was done. Once it is written, what somebody has
 * changed in the demo since is left alone.
 */
export async function seedDemo(options: SeedOptions): Promise<Demo> {
  const { dataDir, commandUrl, readUrl, platformKey, logger } = options
  const path = join(dataDir, 'demo.json')
  const known = existing(path)
  // The file may have outlived the event store that it speaks of.
  if (known && (await isKnown(commandUrl, known.keys.admin))) {
    const demo = { ...known, commandUrl, readUrl }
    if (known.commandUrl !== commandUrl || known.readUrl !== readUrl) write(path, demo)
    return demo
  }
  const made: { tenant: string; name: string; keys: TenantKeys }[] = []
  for (const business of businesses) {
    made.push({ tenant: business.id, name: business.name, keys: await seedBusiness(business, options) })
    logger.info({ tenant: business.id }, 'made a demo tenant')
  }
  const [first, ...more] = made
  if (!first) throw new Error('the demo has no tenant')
  const demo: Demo = {
    tenant: first.tenant,
    keys: { platform: platformKey, ...first.keys },
    commandUrl,
    readUrl,
    more,
  }
  write(path, demo)
  return demo
}

const write = (path: string, demo: Demo) => writeSecretFile(path, `${JSON.stringify(demo, null, 2)}\n`)
