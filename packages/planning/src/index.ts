export { createLinks, type Links } from './links.ts'
export {
  createPlanning,
  type Planning,
  type PlanningOptions,
  type PlanningStep,
  type Reply,
  type TellOptions,
  type VisitOccasion,
} from './planning.ts'
export type { TemplateSource } from './writing.ts'
