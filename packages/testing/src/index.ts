export { startEventStore, startStores, type TestEventStore, type TestStores } from './stores.ts'
export { until } from './until.ts'
