export { buildReadApi, type ReadApiOptions } from './app.ts'
