export { type Projector, type ProjectorOptions, startProjector } from './projector.ts'
