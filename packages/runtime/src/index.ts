export { type Bell, createBell } from './bell.ts'
export { type Clock, type ManualClock, manualClock, monotonic, systemClock } from './clock.ts'
export { ConfigError, loadConfig } from './config.ts'
export { deriveKey } from './derived-key.ts'
export { inParallel } from './in-parallel.ts'
export { InvalidInstant, isInstant, parseInstant, toInstant } from './instant.ts'
export { createLogger, type Logger, type LoggerOptions } from './logger.ts'
export { releaseStartupMemory } from './memory.ts'
export { createMetrics, type Metrics } from './metrics.ts'
export { accountSettings, setting } from './settings.ts'
export { createShutdown, type Shutdown, type ShutdownOptions } from './shutdown.ts'
export {
  continuing,
  isRecorded,
  isTracing,
  type OpenSpan,
  openSpan,
  parseTraceparent,
  startTracing,
  traced,
  traceparent,
} from './tracing.ts'
