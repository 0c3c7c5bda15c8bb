/**
 * What tap takes from `async-hook-domain`, in whose name this one is loaded (`domain-hook.ts`). That package follows every
 * promise from its birth until it is collected, a sixth of the time of all tests, to tell which test an error belongs to
 * that nobody caught. Here such an error ends the process, as it would end a service; the file has failed then, and its
 * stack says where.
 */
export class Domain {
  readonly onerror: (error: unknown, how: string) => void

  constructor(onerror: (error: unknown, how: string) => void) {
    this.onerror = onerror
  }

  destroy(): void {}
}
