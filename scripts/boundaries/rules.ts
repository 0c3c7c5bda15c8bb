import { posix } from 'node:path'
import type { Source } from './source.ts'

/** A place where a rule is broken, as `path:line` and what is wrong with it. */
export interface Violation {
  readonly rule: string
  readonly path: string
  readonly line: number
  readonly what: string
}

interface Finding {
  readonly line: number
  readonly what: string
}

export interface Rule {
  readonly name: string
  /** What the rule keeps true, for whoever meets it. */
  readonly why: string
  check(source: Source): readonly Finding[]
}

/** The room that a file stands in: `packages/http`, `services/read-api`, `projections`, `infra/postgres`, `scripts`. */
export function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return ['packages', 'services', 'infra'].includes(first) ? `${first}/${second}` : first
}

/** The room that an import of ours leads to, or null. Package names follow the folders, with two exceptions. */
function roomOfImport(specifier: string, from: string): string | null {
  if (specifier.startsWith('.')) return roomOf(posix.normalize(posix.join(posix.dirname(from), specifier)))
  const name = /^@visita\/([^/]+)/.exec(specifier)?.[1]
  if (!name) return null
  if (name === 'projections' || name === 'scripts') return name
  if (name === 'postgres' || name === 'local-node') return `infra/${name}`
  return /-api$|^projector$|^reactor$|^dispatcher$/.test(name) ? `services/${name}` : `packages/${name}`
}

const kindOf = (room: string) => room.split('/')[0] ?? ''
const isTest = (path: string) => /\.test\.ts$|\/test\/|\/testing\.ts$|^packages\/testing\//.test(path)
const isMain = (path: string) => /(^|\/)main\.ts$/.test(path) || path.startsWith('scripts/')

/** Where each kind of room may import from, besides itself. */
const directions: Readonly<Record<string, readonly string[]>> = {
  packages: ['packages'],
  projections: ['packages'],
  services: ['packages', 'projections'],
  infra: [],
  scripts: ['packages', 'projections', 'infra', 'services'],
}

const importsFrom = (source: Source, name: RegExp): Finding[] =>
  source.imports
    .filter(({ specifier }) => name.test(specifier))
    .map(({ specifier, line }) => ({ line, what: specifier }))

const usesOf = (source: Source, name: RegExp): Finding[] => source.uses.filter(({ what }) => name.test(what))

const only = (allowed: (path: string) => boolean, find: (source: Source) => Finding[]) => (source: Source) =>
  allowed(source.path) ? [] : find(source)

export const rules: readonly Rule[] = [
  {
    name: 'imports point one way',
    why: 'services → projections → packages; a service never imports a service; only tests and scripts reach infra',
    check({ path, imports }) {
      const room = roomOf(path)
      return imports.flatMap(({ specifier, line }) => {
        const target = roomOfImport(specifier, path)
        if (target === null || target === room) return []
        if (directions[kindOf(room)]?.includes(kindOf(target))) return []
        // Tests run on the real stores, and infra's tests on the package that they are made for.
        if (isTest(path) && ['packages', 'infra'].includes(kindOf(target))) return []
        return [{ line, what: specifier }]
      })
    },
  },
  {
    name: 'rooms are entered by their door',
    why: 'another room is imported by its package name, never by a path into it',
    check: ({ path, imports }) =>
      imports
        .filter(({ specifier }) => specifier.startsWith('.') && roomOfImport(specifier, path) !== roomOf(path))
        .map(({ specifier, line }) => ({ line, what: specifier })),
  },
  {
    name: 'the domain is pure',
    why: 'the domain imports nothing of ours, no store, no server and nothing of Node (but node:module, to load data late, and node:crypto, to hash)',
    check: ({ path, imports }) =>
      !path.startsWith('packages/domain/') || isTest(path)
        ? []
        : imports
            .filter(({ specifier }) =>
              /^(node:(?!(module|crypto)$)|@visita\/|fastify|pg$|kysely|pino|@eventstore)/.test(specifier),
            )
            .map(({ specifier, line }) => ({ line, what: specifier })),
  },
  {
    name: 'one door to EventStoreDB',
    why: '@eventstore/db-client only in packages/event-store, and in the tests of the local node',
    check: only(
      (path) => path.startsWith('packages/event-store/') || path.startsWith('infra/local-node/'),
      (source) => importsFrom(source, /^@eventstore\//),
    ),
  },
  {
    name: 'one door to Postgres',
    why: 'pg only in packages/read-store and infra/postgres (and the plain server that the benchmark compares with)',
    check: only(
      (path) => /^(packages\/read-store|infra\/postgres|scripts\/bench)\//.test(path),
      (source) => importsFrom(source, /^(pg|pg-.*|postgres)$/),
    ),
  },
  {
    name: 'the environment is read in one place',
    why: 'process.env only in a main.ts, in scripts and in tests',
    check: only(
      (path) => isMain(path) || isTest(path),
      (source) => usesOf(source, /^process\.(env|\[…\])$/),
    ),
  },
  {
    name: 'one clock',
    why: 'Date, Temporal.Now and performance only in the clock of packages/runtime (infra has servers of its own)',
    check: only(
      (path) => /^packages\/runtime\/src\/(clock|instant)\.ts$/.test(path) || path.startsWith('infra/') || isTest(path),
      (source) => usesOf(source, /^(Date(\..*)?|Temporal\.Now|performance\..*)$/),
    ),
  },
  {
    name: 'names say what is inside',
    why: 'files are kebab-case nouns, never utils, helpers, common or manager',
    check: ({ path }) => {
      const name = posix.basename(path).replace(/((\.[a-z]+)?\.test|\.bench)?\.(ts|mjs)$/, '')
      const isRight = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !/^(utils?|helpers?|common|.*manager)$/.test(name)
      return isRight ? [] : [{ line: 1, what: name }]
    },
  },
  {
    name: 'files stay short',
    why: '200 lines is a conversation, 400 is a split',
    // What a generator writes, nobody reads from end to end.
    check: ({ path, lines }) =>
      lines > 401 && !path.includes('/generated/') ? [{ line: lines, what: `${lines} lines` }] : [],
  },
]

export const violations = (sources: readonly Source[]): Violation[] =>
  sources.flatMap((source) =>
    rules.flatMap((rule) => rule.check(source).map((found) => ({ rule: rule.name, path: source.path, ...found }))),
  )
