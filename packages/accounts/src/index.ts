export { type OpenAccount, type ProviderAddresses, secretSchemas } from './account.ts'
export {
  type Account,
  type Accounts,
  type AccountsOptions,
  type Carrier,
  createAccounts,
  type WebhookSecrets,
} from './accounts.ts'
export { type AccountFault, type AccountInput, readAccount } from './input.ts'
export { type AccountConfig, type PlatformAccounts, platformAccounts } from './platform.ts'
export { type AccountSecrets, SecretsUnreadable, sealSecrets } from './secrets.ts'
export { createWebhookAccounts, type WebhookAccounts } from './webhook-accounts.ts'
