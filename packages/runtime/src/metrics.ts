import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  counter<L extends string = never>(name: string, help: string, labels?: readonly L[]): Counter<L>
  gauge<L extends string = never>(name: string, help: string, labels?: readonly L[]): Gauge<L>
  /** `buckets` in seconds unless the name says otherwise. */
  histogram<L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    buckets?: readonly number[],
  ): Histogram<L>
  /**
   * Called before each reading, for figures that are found by asking a store. Take back the old ones first (`reset`): a
   * figure that could not be asked for must be absent, not old. One that fails or takes long holds nothing up.
   */
  beforeReading(ask: () => void | Promise<void>): void
  /** What `/metrics` shows. */
  text(): Promise<string>
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Prometheus itself gives up after ten. */
const patienceMs = 2_500

/**
 * One registry per process (or per test), with Node's default metrics and every sample labelled with the service.
 * Asking twice for the same name gives the same metric. Labels must come from small closed sets: never an id.
 * The names and their labels are listed in infra/observability/README.md.
 */
export function createMetrics(service: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  const known = <M>(name: string, make: () => M): M => (registry.getSingleMetric(name) as M | undefined) ?? make()
  const registers = [registry]
  const asking: (() => void | Promise<void>)[] = []
  return {
    registry,
    counter: (name, help, labelNames = []) =>
      known(name, () => new Counter({ name, help, labelNames: [...labelNames], registers })),
    gauge: (name, help, labelNames = []) =>
      known(name, () => new Gauge({ name, help, labelNames: [...labelNames], registers })),
    histogram: (name, help, labelNames = [], buckets = secondsBuckets) =>
      known(name, () => new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers })),
    beforeReading: (ask) => void asking.push(ask),
    async text() {
      const asked = Promise.allSettled(asking.map(async (ask) => ask()))
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, patienceMs)
      await Promise.race([asked, late])
      clearTimeout(timer)
      return registry.metrics()
    },
  }
}
