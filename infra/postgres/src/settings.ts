/** `small` is for a laptop that runs every service beside it; `test` is for a server that lives as long as a suite, with several files at once on it. */
export type Memory = 'small' | 'test'

/**
 * Server settings as `-c name=value`. Given on the command line and not in postgresql.conf, so that an older data
 * directory gets today's values.
 */
export function serverSettings(options: { port: number; durable: boolean; memory: Memory }): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    // TCP only: a socket file would need a folder that both users may enter, and would be left behind by a kill -9.
    unix_socket_directories: '',
    // All pools of all services at their fullest come to some sixty: what a person runs beside them finds room.
    max_connections: options.memory === 'small' ? 100 : 300,
    shared_buffers: options.memory === 'small' ? '32MB' : '64MB',
    work_mem: '4MB',
    maintenance_work_mem: '32MB',
    effective_cache_size: '512MB',
    temp_buffers: '2MB',
    // One process each that an embedded server does without: replication, parallel workers, I/O workers.
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    max_worker_processes: 2,
    max_parallel_workers: 0,
    max_parallel_workers_per_gather: 0,
    io_method: 'sync',
    autovacuum_max_workers: 1,
    // Compiling a query costs more than any of ours runs.
    jit: 'off',
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    checkpoint_timeout: '10min',
    random_page_cost: 1.1,
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    timezone: 'UTC',
    lc_messages: 'C',
    idle_in_transaction_session_timeout: '60s',
    // A client that vanished without a word is noticed while its statement still runs.
    client_connection_check_interval: '10s',
  }
  if (!options.durable) {
    Object.assign(settings, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' })
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
