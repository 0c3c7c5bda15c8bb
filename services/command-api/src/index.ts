export { buildCommandApi, type CommandApiOptions } from './app.ts'
export { createReadModel } from './read-model.ts'
