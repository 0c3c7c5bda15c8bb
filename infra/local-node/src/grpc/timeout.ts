const UNITS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 }

/** The `grpc-timeout` header in milliseconds; null when it is absent or no timeout. */
export const parseTimeout = (header: string | string[] | undefined): number | null => {
  const match = typeof header === 'string' ? /^(\d{1,8})([HMSmun])$/.exec(header) : null
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0) : null
}
