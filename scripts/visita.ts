import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { exitCode } from './import/failure.ts'

// `npm run visita -- <command>`: what somebody does who runs the service. A new command is added to the list below.

const root = fileURLToPath(new URL('..', import.meta.url))
/** As `npm start` takes it: from the root of the repository, wherever somebody stands. */
const dataDir = resolve(root, process.env.VISITA_DATA_DIR || '.data')

/** In the order of `--help`. Of one that is named the others are not read: each is half a second's worth of modules. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  import: async () => (await import('./import/command.ts')).importCommand(dataDir),
  'import-check': async () => (await import('./import/command.ts')).importCheckCommand(dataDir),
  audit: async () => (await import('./operations/audit.ts')).auditCommand(dataDir),
  verify: async () => (await import('./operations/verify.ts')).verifyCommand(dataDir),
  replay: async () => (await import('./operations/replay.ts')).replayCommand(dataDir),
  history: async () => (await import('./operations/history.ts')).historyCommand(dataDir),
  export: async () => (await import('./operations/export.ts')).exportCommand(dataDir),
  'no-show-risk': async () => (await import('./operations/no-show-risk.ts')).noShowRiskCommand(dataDir),
  redrive: async () => (await import('./operations/redrive.ts')).redriveCommand(dataDir),
  doctor: async () => (await import('./doctor/command.ts')).doctorCommand(dataDir),
}
const [, , asked = ''] = process.argv

const program = new Command('visita')
  .description('Operations of Visita')
  .showHelpAfterError('(--help says more)')
  .configureHelp({ helpWidth: 110 })
for (const load of Object.hasOwn(commands, asked) ? [commands[asked]] : Object.values(commands)) {
  const command = await load?.()
  if (command) program.addCommand(command.copyInheritedSettings(program))
}
// Commander ends with 1, which scripts should be able to tell from a refusal.
for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? exitCode.done : exitCode.usage))
}
await program.parseAsync()
