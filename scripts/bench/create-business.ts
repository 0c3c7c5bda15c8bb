import { business } from './business.ts'

/** Makes the tenant with these chairs. @returns keys of the tenant, by role */
export async function createBusiness(
  url: string,
  platformKey: string,
  chairs: readonly string[],
): Promise<{ readonly channel: string; readonly operator: string }> {
  async function send(method: string, path: string, key: string, body: unknown): Promise<{ key?: string }> {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': `bench-${path}-${JSON.stringify(body).length}`,
    }
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return JSON.parse(text) as { key?: string }
  }
  const { tenant, timezone, country, typeId, minutes, opensAt, closesAt } = business
  const policies = { timezone, country, locale: 'es-CO', maxAdvanceDays: 365 }
  await send('POST', '/v1/platform/tenants', platformKey, { id: tenant, name: 'Barberías', policies })
  const keyOf = async (role: string) =>
    (await send('POST', `/v1/platform/tenants/${tenant}/keys`, platformKey, { role })).key ?? ''
  const admin = await keyOf('admin')
  await send('PUT', `/v1/admin/visit-types/${typeId}`, admin, {
    id: typeId,
    name: 'Corte',
    durationMinutes: minutes,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    seats: 1,
    needs: [{ kind: 'agent', count: 1 }],
    mode: 'in_person',
    slotIntervalMinutes: minutes,
  })
  const weekly = [{ days: [1, 2, 3, 4, 5, 6, 7], start: opensAt, end: closesAt }]
  for (const id of chairs) {
    const schedule = { weekly, exceptions: [], holidays: null }
    await send('PUT', `/v1/admin/resources/${id}`, admin, {
      id,
      kind: 'agent',
      name: id,
      timezone,
      capacity: 1,
      schedule,
    })
  }
  return { channel: await keyOf('channel'), operator: await keyOf('operator') }
}
