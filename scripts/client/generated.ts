import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript'
import type { Documents, OpenApi } from './documents.ts'

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const
const head = '// Made from the OpenAPI documents by `npm run client`; the next run overwrites it.\n\n'

/** Every generated file of `packages/client`, as path in it and text. The same documents give the same bytes. */
export async function generatedFiles({ command, read }: Documents): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['openapi/command.json', json(command)],
    ['openapi/read.json', json(read)],
    ['src/generated/command.ts', await typesOf(command)],
    ['src/generated/read.ts', await typesOf(read)],
    ['src/generated/keyed-operations.ts', keyedOperations(command)],
  ])
}

const json = (document: OpenApi) => `${JSON.stringify(document, null, 2)}\n`

/** What has a default need not be sent, and neither need the idempotency key: the client makes one. */
async function typesOf(document: OpenApi): Promise<string> {
  const lenient = structuredClone(document)
  for (const { operation } of operationsOf(lenient)) {
    for (const parameter of operation.parameters ?? []) {
      if (isKey(parameter)) Object.assign(parameter, { required: false })
    }
  }
  const nodes = await openapiTypes(lenient as unknown as OpenAPI3, { defaultNonNullable: false, silent: true })
  return head + astToString(nodes)
}

function keyedOperations(document: OpenApi): string {
  const keyed = operationsOf(document).filter(({ operation }) => operation.parameters?.some(isKey))
  const names = keyed.map(({ method, path }) => `  '${method.toUpperCase()} ${path}',\n`).sort()
  const why = '/** The operations that need an `Idempotency-Key`. */\n'
  return `${head}${why}export const keyedOperations: ReadonlySet<string> = new Set([\n${names.join('')}])\n`
}

const isKey = ({ name }: { name: string }) => name === 'idempotency-key'

/** Every operation of a document, in its order. */
export const operationsOf = ({ paths }: OpenApi) =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation ? [{ path, method, operation }] : []
    }),
  )
