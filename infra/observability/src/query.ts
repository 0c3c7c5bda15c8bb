import { parser } from '@prometheus-io/lezer-promql'

type SyntaxNode = ReturnType<typeof parser.parse>['topNode']

export class InvalidQuery extends Error {
  override readonly name = 'InvalidQuery'
}

/** A node of Prometheus' own grammar, with its text. */
export interface Query {
  readonly kind: string
  readonly text: string
  readonly children: readonly Query[]
}

const known = new Map<string, Query>()

/** @throws InvalidQuery where Prometheus' grammar does not take it */
export function parseQuery(text: string): Query {
  const parsed = known.get(text) ?? parseAnew(text)
  known.set(text, parsed)
  return parsed
}

function parseAnew(text: string): Query {
  function read(node: SyntaxNode): Query {
    if (node.type.isError) throw new InvalidQuery(`at ${node.from}: ${text}`)
    const children: Query[] = []
    for (let child: SyntaxNode | null = node.firstChild; child; child = child.nextSibling) children.push(read(child))
    return { kind: node.name, text: text.slice(node.from, node.to), children }
  }
  const [query, ...others] = read(parser.parse(text).topNode).children
  if (!query || others.length > 0) throw new InvalidQuery(text)
  return query
}

/** Every node of that kind below this one, itself among them. */
export const findAll = (query: Query, kind: string): readonly Query[] => [
  ...(query.kind === kind ? [query] : []),
  ...query.children.flatMap((child) => findAll(child, kind)),
]

export interface Selector {
  readonly metric: string
  readonly labels: readonly string[]
}

/** What a query asks for: each metric with the labels that it is chosen by. */
export const selectorsIn = (query: Query): readonly Selector[] =>
  findAll(query, 'VectorSelector').map((selector) => ({
    metric: findAll(selector, 'Identifier')[0]?.text ?? '',
    labels: findAll(selector, 'LabelName').map(({ text }) => text),
  }))
