export { type BudgetUse, budgetsInUse } from './budgets.ts'
export { type DispatcherOptions, runDispatcher } from './dispatcher.ts'
export { remembering } from './fresh-messages.ts'
export { createStreams, type Streams } from './streams.ts'
