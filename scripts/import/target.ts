import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { parseKey } from '@visita/http/keys'
import { type Api, member, problemOf } from './api.ts'
import { exitCode, ImportFailure } from './failure.ts'
import type { Mapping } from './mapping.ts'

/** Where to import to, and with which keys. */
export interface Target {
  readonly tenant: string
  readonly commandUrl: string
  readonly readUrl: string
  readonly keys: {
    /** Books and configures. */
    readonly admin: string
    /** Reads the agenda. */
    readonly operator: string | null
  }
}

/** What the command line says of it. */
export interface TargetOptions {
  readonly dataDir: string
  readonly keys?: string
  readonly tenant?: string
  readonly createTenant?: string
  readonly commandUrl?: string
  readonly readUrl?: string
  readonly key?: string
  readonly operatorKey?: string
}

const KeysSchema = Type.Object({
  platform: Type.Optional(Type.String()),
  admin: Type.String(),
  operator: Type.String(),
})
const TenantKeysSchema = Type.Object({ tenant: Type.String(), keys: KeysSchema })
/** `demo.json`, and the key file of a tenant that an import created. */
const KeyFileSchema = Type.Object({
  ...TenantKeysSchema.properties,
  commandUrl: Type.String(),
  readUrl: Type.String(),
  more: Type.Optional(Type.Array(TenantKeysSchema)),
})

export const demoFile = (dataDir: string): string => join(dataDir, 'demo.json')
/** The reports and the keys of one tenant's imports. */
export const importFolder = (dataDir: string, tenant: string): string => join(dataDir, 'imports', tenant)

/** @throws ImportFailure when neither the command line nor a key file says enough */
export async function findTarget(options: TargetOptions): Promise<Target> {
  if (options.key !== undefined) return namedTarget(options, options.key)
  const file = options.keys ?? demoFile(options.dataDir)
  const known = await readKeyFile(file)
  const wanted = options.tenant ?? known.tenant
  const found = [known, ...(known.more ?? [])].find(({ tenant }) => tenant === wanted)
  if (!found) throw new ImportFailure(exitCode.usage, `${file} has no keys of the tenant ${wanted}`)
  return {
    tenant: wanted,
    commandUrl: trimmed(options.commandUrl ?? known.commandUrl),
    readUrl: trimmed(options.readUrl ?? known.readUrl),
    keys: { admin: found.keys.admin, operator: options.operatorKey ?? found.keys.operator },
  }
}

function namedTarget({ commandUrl, readUrl, operatorKey }: TargetOptions, key: string): Target {
  const parts = parseKey(key)
  if (!parts) throw new ImportFailure(exitCode.usage, 'The key is none: it should look like vk_<tenant>_<id>_<secret>')
  return {
    tenant: parts.tenant,
    commandUrl: trimmed(commandUrl ?? 'http://127.0.0.1:4000'),
    readUrl: trimmed(readUrl ?? 'http://127.0.0.1:4001'),
    keys: { admin: key, operator: operatorKey ?? null },
  }
}

/**
 * Creates a tenant of its own for an import, with keys, and keeps them in `<data dir>/imports/<tenant>/keys.json` for
 * the owner of the data alone. Asked again, it finds the same tenant and the same keys.
 * @throws ImportFailure when the tenant exists with other data, or there is no platform key
 */
export async function createTenant(
  api: Api,
  id: string,
  mapping: Mapping,
  options: TargetOptions,
): Promise<Target & { readonly keyFile: string }> {
  const from = options.keys ?? demoFile(options.dataDir)
  const known = await readKeyFile(from)
  const platform = known.keys.platform
  if (!platform) throw new ImportFailure(exitCode.usage, `${from} has no platform key, which creating a tenant needs`)
  if (!mapping.tenant) {
    throw new ImportFailure(
      exitCode.usage,
      'The mapping says no `tenant` (name, locale, country), which is needed here',
    )
  }
  const { name, ...own } = mapping.tenant
  const commandUrl = trimmed(options.commandUrl ?? known.commandUrl)
  const post = async (path: string, idempotencyKey: string, body: unknown): Promise<unknown> => {
    const headers = { 'idempotency-key': idempotencyKey }
    const answer = await api.call({ method: 'POST', url: commandUrl + path, key: platform, headers, body })
    if (answer.status === 201) return answer.body
    const detail = JSON.stringify(answer.body)?.slice(0, 500)
    throw new ImportFailure(exitCode.usage, `The tenant ${id} was refused: ${problemOf(answer)} ${detail}`)
  }
  const policies = { timezone: mapping.timezone, ...own }
  await post('/v1/platform/tenants', `import-tenant:${id}`, { id, name, policies })
  const issue = async (role: string) => {
    const label = 'import'
    const key = member(
      await post(`/v1/platform/tenants/${id}/keys`, `import-key:${id}:${role}`, { role, label }),
      'key',
    )
    if (typeof key !== 'string') throw new ImportFailure(exitCode.usage, `No ${role} key came for the tenant ${id}`)
    return key
  }
  const keys = { admin: await issue('admin'), operator: await issue('operator') }
  const readUrl = trimmed(options.readUrl ?? known.readUrl)
  const keyFile = join(importFolder(options.dataDir, id), 'keys.json')
  await writePrivately(keyFile, { tenant: id, keys, commandUrl, readUrl })
  return { tenant: id, commandUrl, readUrl, keys, keyFile }
}

/** Writes a JSON file that only its owner may read: whole, or not at all. */
export async function writePrivately(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const part = `${file}.part-${process.pid}`
  await writeFile(part, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  await rename(part, file)
}

async function readKeyFile(file: string) {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const hint = 'Is `npm start` running on this data directory? Otherwise say --command-url and --key.'
    throw new ImportFailure(exitCode.usage, `There are no keys in ${file}. ${hint}`, { cause })
  })
  try {
    return Value.Parse(KeyFileSchema, JSON.parse(text))
  } catch (cause) {
    throw new ImportFailure(exitCode.usage, `${file} is no key file as npm start writes it`, { cause })
  }
}

const trimmed = (url: string): string => url.replace(/\/+$/, '')
