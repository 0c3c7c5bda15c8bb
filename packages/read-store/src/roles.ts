import pg from 'pg'
import { MigrationError } from './migrate.ts'

const names = ['visita_reader', 'visita_writer'] as const

/**
 * Makes the two roles that all sessions act as, and allows the migrating role to act as them. Roles belong to the
 * server and not to the database, so other databases' migrators may do the same at the same moment.
 * @throws MigrationError that says which statements somebody with more rights has to run
 */
export async function ensureRoles(client: pg.Client): Promise<void> {
  // Since version 16 a member must also be allowed to SET ROLE, and whoever makes a role is not.
  const { rows } = await client.query<{ modern: boolean }>(
    "SELECT current_setting('server_version_num')::int >= 160000 AS modern",
  )
  const [right, how] = rows[0]?.modern ? ['SET', ' WITH SET TRUE'] : ['MEMBER', '']
  for (const name of names) {
    const exists = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name])
    if (exists.rowCount === 0) await tolerant(client, `CREATE ROLE ${name} NOLOGIN NOBYPASSRLS`)
    const allowed = await client.query('SELECT pg_has_role(current_user, $1, $2) AS yes', [name, right])
    if (allowed.rows[0]?.yes !== true) await tolerant(client, `GRANT ${name} TO CURRENT_USER${how}`)
  }
  const wrong = await client.query(
    'SELECT rolname FROM pg_roles WHERE rolname = ANY($1) AND (rolsuper OR rolbypassrls)',
    [names],
  )
  if (wrong.rowCount !== 0) {
    throw new MigrationError(
      `The role ${wrong.rows[0].rolname} may cross row-level security. Run: ALTER ROLE ${wrong.rows[0].rolname} NOSUPERUSER NOBYPASSRLS`,
    )
  }
}

async function tolerant(client: pg.Client, sql: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(sql)
      return
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error
      // Somebody else has just made it (42710, 23505), or is granting at this moment (XX000, tuple concurrently updated).
      if (error.code === '42710' || error.code === '23505') return
      if (error.code === 'XX000' && attempt < 20) continue
      if (error.code === '42501') {
        throw new MigrationError(
          `This database role may not do what the migration needs. Let an administrator run: ${sql}`,
          {
            cause: error,
          },
        )
      }
      throw error
    }
  }
}
