import { registerHooks } from 'node:module'

// Preloaded by `run-file.ts`: gives tap our `Domain` instead of async-hook-domain's, and is gone again.

const hooks = registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'async-hook-domain') return next(specifier, context)
    hooks.deregister()
    return { url: new URL('./domain.ts', import.meta.url).href, format: 'module-typescript', shortCircuit: true }
  },
})
