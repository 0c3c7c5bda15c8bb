import { stripTypeScriptTypes } from 'node:module'
import { type Node, parse } from 'acorn'
import { full } from 'acorn-walk'

/** What the rules look at in one TypeScript file. */
export interface Source {
  /** From the repository's root, with slashes: `packages/http/src/auth.ts`. */
  readonly path: string
  readonly lines: number
  /** Every module that it imports or re-exports from, types included. */
  readonly imports: readonly { readonly specifier: string; readonly line: number }[]
  /** Uses of names that only some files may use, such as `process.env` or `Date`. */
  readonly uses: readonly { readonly what: string; readonly line: number }[]
}

/** Globals that are looked for, alone or as the object of a member. */
const watched = new Set(['Date', 'performance', 'Temporal', 'process'])

type Any = Node & Record<string, unknown>
const node = (of: unknown) => of as Any

/** Type-only imports, which are gone once the types are stripped. Found in the text; no statement of ours hides one. */
const typeImport = /^[ \t]*(?:import|export)\s+type\s[^'"`;]*?from\s+['"]([^'"]+)['"]/gm

/** Reads one file. Throws when it is not TypeScript that Node can run. */
export function readSource(path: string, text: string): Source {
  const code = stripTypeScriptTypes(text, { mode: 'strip' })
  const tree = parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true })
  const lineAt = (offset: number) => code.slice(0, offset).split('\n').length
  const imports: { specifier: string; line: number }[] = []
  const uses: { what: string; line: number }[] = []

  full(tree, (found) => {
    const one = node(found)
    switch (one.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
      case 'ImportExpression': {
        const specifier = one.source && node(one.source).value
        if (typeof specifier === 'string') imports.push({ specifier, line: lineAt(one.start) })
        return
      }
      case 'MemberExpression': {
        const object = node(one.object)
        const property = node(one.property)
        if (object.type !== 'Identifier' || !watched.has(String(object.name))) return
        const member = one.computed ? '[…]' : String(property.name)
        uses.push({ what: `${object.name}.${member}`, line: lineAt(one.start) })
        return
      }
      case 'NewExpression':
      case 'CallExpression': {
        const callee = node(one.callee)
        if (callee.type === 'Identifier' && callee.name === 'Date') uses.push({ what: 'Date', line: lineAt(one.start) })
        return
      }
      case 'VariableDeclarator': {
        // const { env } = process
        const from = one.init ? node(one.init) : null
        const pattern = node(one.id)
        if (from?.type !== 'Identifier' || !watched.has(String(from.name)) || pattern.type !== 'ObjectPattern') return
        for (const property of pattern.properties as Any[]) {
          const key = property.key ? node(property.key).name : '…'
          uses.push({ what: `${from.name}.${key}`, line: lineAt(one.start) })
        }
        return
      }
    }
  })
  for (const match of text.matchAll(typeImport)) {
    imports.push({ specifier: match[1] ?? '', line: text.slice(0, match.index).split('\n').length })
  }
  return { path, lines: text.split('\n').length, imports, uses }
}
