import { readFileSync } from 'node:fs'
import { Type } from '@sinclair/typebox'
import { test } from 'tap'
import { ConfigError, loadConfig, setting } from './index.ts'

test('text becomes typed values, and what is not set takes its default', async (t) => {
  const schema = Type.Object({
    VISITA_COMMAND_PORT: setting.VISITA_COMMAND_PORT,
    VISITA_HOST: setting.VISITA_HOST,
    VISITA_CLOCK: setting.VISITA_CLOCK,
    FLAG: Type.Boolean({ default: false }),
    RATE: Type.Optional(Type.Number()),
  })
  t.same(loadConfig(schema, { VISITA_COMMAND_PORT: ' 4100 ', FLAG: 'true', VISITA_HOST: '' }), {
    VISITA_COMMAND_PORT: 4100,
    VISITA_HOST: '127.0.0.1',
    VISITA_CLOCK: 'system',
    FLAG: true,
  })
})

test('every wrong or missing variable is named at once, and a secret is not repeated', async (t) => {
  const schema = Type.Object({
    VISITA_COMMAND_PORT: setting.VISITA_COMMAND_PORT,
    VISITA_CLOCK: setting.VISITA_CLOCK,
    VISITA_MASTER_KEY: setting.VISITA_MASTER_KEY,
    VISITA_POSTGRES_URL: setting.VISITA_POSTGRES_URL,
  })
  const env = { VISITA_COMMAND_PORT: '70000', VISITA_CLOCK: 'sundial', VISITA_MASTER_KEY: 'hunter2' }
  try {
    loadConfig(schema, env)
    t.fail('it was taken')
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    t.same(error.problems, [
      'VISITA_COMMAND_PORT is wrong: expected a port from 0 to 65535 (0 picks a free one), was "70000"',
      'VISITA_CLOCK is wrong: expected one of system, manual, was "sundial"',
      'VISITA_MASTER_KEY is wrong: expected 32 bytes in base64 (44 characters)',
      'VISITA_POSTGRES_URL is not set: expected a URL such as postgres://visita:password@127.0.0.1:5432/visita',
    ])
    t.notMatch(error.message, 'hunter2')
  }
})

test('.env.example documents every variable, and no other', async (t) => {
  const text = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8')
  const documented = [...text.matchAll(/^#? ?(VISITA_[A-Z_]+)=/gm)].map((match) => match[1])
  t.same(new Set(documented), new Set([...Object.keys(setting)]))
})
