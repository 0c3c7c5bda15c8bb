import pg from 'pg'

/** Makes a database on the server that `url` names, and gives its own URL. A template must have no other connections. */
export async function createDatabase(url: string, database: string, template?: string): Promise<string> {
  await onServer(url, (client) =>
    client.query(
      `CREATE DATABASE ${client.escapeIdentifier(database)}` +
        (template === undefined ? '' : ` TEMPLATE ${client.escapeIdentifier(template)}`),
    ),
  )
  const made = new URL(url)
  made.pathname = `/${database}`
  return made.href
}

/** Ends every connection to the database and drops it. */
export const dropDatabase = (url: string, database: string): Promise<void> =>
  onServer(url, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`)
  })

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return work(client).finally(() => client.end())
}
