/** What processes tell: each figure by its name, without the suffixes of a histogram. */
export type Figures = ReadonlyMap<string, Figure>

export interface Figure {
  readonly labels: Set<string>
  /** Every value of every label but those that are numbers: statuses, and a histogram's bounds. */
  readonly values: Set<string>
}

/** Reads Prometheus' text format, as far as prom-client writes it. */
export function exportedIn(texts: readonly string[]): Figures {
  const figures = new Map<string, Figure>()
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    const [, declared] = /^# TYPE (\S+)/.exec(line) ?? []
    if (declared !== undefined && !figures.has(declared))
      figures.set(declared, { labels: new Set(), values: new Set() })
    const [, name = '', labels = ''] = /^([a-zA-Z_:]\w*)\{(.*)\} \S+$/.exec(line) ?? []
    const figure = figures.get(name) ?? figures.get(name.replace(/_(bucket|count|sum)$/, ''))
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      figure?.labels.add(label)
      if (!/^[\d.+]*(Inf)?$/.test(value)) figure?.values.add(value)
    }
  }
  return figures
}
