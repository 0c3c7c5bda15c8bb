import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { test } from 'tap'
import { documents, type OpenApi, type Operation } from './documents.ts'
import { generatedFiles, operationsOf } from './generated.ts'

const folder = fileURLToPath(new URL('../../packages/client', import.meta.url))
const made = await documents()

/** Redocly's rules, since a validator by OpenAPI's meta-schema looks neither into schemas nor along references. */
const config = await createConfig({
  rules: {
    ...{ struct: 'error', 'no-unresolved-refs': 'error', 'security-defined': 'error' },
    ...{ 'path-parameters-defined': 'error', 'operation-parameters-unique': 'error', 'no-identical-paths': 'error' },
    ...{ 'no-schema-type-mismatch': 'error', 'no-required-schema-properties-undefined': 'error' },
    ...{ 'no-enum-type-mismatch': 'error', 'no-invalid-schema-examples': 'error', 'no-unused-components': 'error' },
    ...{ 'operation-summary': 'error', 'operation-4xx-response': 'error' },
  },
})

const faultsOf = async (document: OpenApi) =>
  (await lintFromString({ source: JSON.stringify(document), config })).map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`,
  )

test('the client is what the generator makes of the documents of today', async (t) => {
  for (const [name, text] of await generatedFiles(made)) {
    const kept = await readFile(join(folder, name), 'utf8').catch(() => '')
    // Not the difference itself, which may have thousands of lines: the change of the document shows it in review.
    t.ok(kept === text, `packages/client/${name} is up to date; \`npm run client\` makes it so`)
  }
})

test('both documents are valid OpenAPI 3.1, in every schema and reference', async (t) => {
  for (const document of [made.command, made.read]) {
    t.match(document.openapi, /^3\.1/)
    t.same(await faultsOf(document), [])
  }
})

test('what is wrong in a document is seen', async (t) => {
  const path = '/v1/visits/{id}/confirm'
  async function broken(change: (operation: Operation, schema: object) => object) {
    const document = structuredClone(made.command)
    const operation = document.paths[path]?.post
    const content = operation?.responses['200']?.content?.['application/json'] as { schema: object }
    change(operation as Operation, content.schema)
    return (await faultsOf(document)).join('\n')
  }
  t.match(await broken((_, schema) => Object.assign(schema, { type: 'strin' })), /^struct: .*one of/)
  t.match(await broken((_, schema) => Object.assign(schema, { $ref: '#/components/schemas/None' })), /unresolved/)
  t.match(await broken((operation) => Object.assign(operation, { parameters: [] })), /^path-parameters-defined/)
  t.match(await broken((operation) => Object.assign(operation, { security: [{ none: [] }] })), /^security-defined/)
  t.match(await broken((operation) => Object.assign(operation, { summary: undefined })), /^operation-summary/)
})

test('every operation says what it is for, who may use it and how it refuses', (t) => {
  for (const document of [made.command, made.read]) {
    for (const { method, path, operation } of operationsOf(document)) {
      const name = `${method} ${path}`
      const { summary, tags, security, responses } = operation
      t.ok(summary && tags?.length === 1, `${name} has a summary and a tag`)
      for (const status of ['4XX', '5XX']) {
        t.match(responses[status]?.content, { 'application/problem+json': Object }, `${name} ${status}`)
      }
      const answers = Object.entries(responses).filter(([status]) => /^2\d\d$/.test(status))
      t.ok(answers.length > 0, `${name} has an answer`)
      const tells = answers.every(([, { headers }]) => 'visita-position' in (headers ?? {}))
      const isRead = method === 'get' || JSON.stringify(operation).includes('"name":"visita-min-position"')
      const isDeferred = path.startsWith('/v1/webhooks/')
      t.equal(tells, !isRead && !isDeferred, `${name} tells where its write stands, if it is one`)
      const isOpen = /^\/(health|metrics)|^\/v1\/(manage|unsubscribe|offers|webhooks)\//.test(path)
      t.same(security, isOpen ? [] : [{ bearer: [] }, { apiKey: [] }], `${name}: keys`)
    }
  }
  t.end()
})
