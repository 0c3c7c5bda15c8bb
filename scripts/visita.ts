import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { doctorCommand } from './doctor/command.ts'
import { importCommands } from './import/command.ts'
import { exitCode } from './import/failure.ts'
import { operationCommands } from './operations/command.ts'

// `pnpm visita <command>`: what somebody does who runs the service. Each command lives in a folder of its own; a new
// one is added to the list below.

const root = fileURLToPath(new URL('..', import.meta.url))
/** As `npm start` takes it: from the root of the repository, wherever somebody stands. */
const dataDir = resolve(root, process.env.VISITA_DATA_DIR || '.data')

const program = new Command('visita')
  .description('Operations of Visita')
  .showHelpAfterError('(--help says more)')
  .configureHelp({ helpWidth: 110 })
for (const command of [...importCommands(dataDir), ...operationCommands(dataDir), doctorCommand(dataDir)]) {
  program.addCommand(command.copyInheritedSettings(program))
}
// Commander ends with 1, which scripts should be able to tell from a refusal.
for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? exitCode.done : exitCode.usage))
}
await program.parseAsync()
