import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { documents } from './documents.ts'
import { generatedFiles } from './generated.ts'

// `npm run client`: writes what packages/client has from the services' documents. documents.test.ts tells when it is due.

const folder = fileURLToPath(new URL('../../packages/client', import.meta.url))

for (const [name, text] of await generatedFiles(await documents())) {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  console.log(`packages/client/${name}`)
}
