import { totalmem } from 'node:os';

const MB = 1024 * 1024;

/** Always. They stand on the command line, so that old data directories get today's values. */
const SETTINGS: Record<string, string> = {
  // Only the socket, in a directory that no other user can enter; and then the password.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: '5432',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // Ten processes of 29 each; PostgreSQL's own 100 were used up by an API and four busy workers.
  max_connections: '300',
  // Few and long checkpoints: each rewrites every touched page into the WAL once.
  checkpoint_timeout: '15min',
  max_wal_size: '2GB',
  wal_compression: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  // Parallel plans share memory through /dev/shm, 64 MB in a container, and we want the other
  // cores for ourselves.
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  // The log is for the operator of the server: no statements and no rows, they hold addresses.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

const DURABLE: Record<string, string> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
};

const NOT_DURABLE: Record<string, string> = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
};

/** The `-c name=value` arguments of the server. */
export function serverArguments(socketDir: string, durable: boolean): string[] {
  const settings = {
    ...SETTINGS,
    ...(durable ? DURABLE : NOT_DURABLE),
    shared_buffers: `${sharedBuffersMb()}MB`,
    unix_socket_directories: quoted(socketDir),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** 256 MB, less where an eighth of the memory (of the container, if limited) is less; at least 32. */
function sharedBuffersMb(): number {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.max(32, Math.min(256, Math.floor(memory / MB / 8)));
}

/** The setting is a list; in double quotes a comma in the path is only a comma. */
function quoted(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}
