export { presentedKey } from './auth.ts'
export { buildHttp, type HttpApp, type HttpOptions } from './build.ts'
export { decodeCursor, encodeCursor } from './cursor.ts'
export { checkAll, type Readiness } from './health.ts'
export { fingerprint, idempotencyKey } from './idempotency.ts'
export {
  type Caller,
  createKeyDirectory,
  type KeyDirectory,
  type LoadTenantKeys,
  type TenantKey,
} from './key-directory.ts'
export {
  createKey,
  formatKey,
  formatKeyHash,
  hashSecret,
  type KeyHash,
  type KeyParts,
  parseKey,
  parseKeyHash,
  platformTenant,
  secretMatches,
} from './keys.ts'
export { type InEveryLanguage, type Language, languageOf, languages } from './language.ts'
export { createManageLinks, type ManageLink, type ManageLinks } from './manage-link.ts'
export { createOfferLinks, type OfferLink, type OfferLinks } from './offer-link.ts'
export { decodePosition, encodePosition, requestPosition, sendPosition } from './position.ts'
export { etag, ifMatch, preconditionFailed } from './precondition.ts'
export { invalidRequest, notFound, ProblemError, ProblemSchema, type RequestFault } from './problem.ts'
export { defaultRateLimits, type RateLimits } from './rate-limit.ts'
export { DateText, InstantText, orNull, pageOf, pageQuery, TimeZoneText, UtcInstantText } from './schema.ts'
export { createUnsubscribeLinks, type UnsubscribeLink, type UnsubscribeLinks } from './unsubscribe-link.ts'
export { bodyFaults } from './validation.ts'
