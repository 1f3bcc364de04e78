/** SQLSTATE classes and codes that say "the database is away", not "the statement is wrong". */
const AWAY_STATES = /^(08|57P0[1-3]|53300|58)/;
const AWAY_SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);
const AWAY_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|connection is closed|not queryable/i;

/** Whether this error means that PostgreSQL can't be reached now: answer 503, try again later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return AWAY_STATES.test(code) || AWAY_SOCKET.has(code) || AWAY_MESSAGES.test(error.message);
}

/** Whether PostgreSQL ended the statement because it took longer than the transaction allowed it. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014';
}

/** The name of the unique or check constraint that a statement ran into, if it did. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('constraint' in error)) return null;
  const violated = typeof error.code === 'string' && error.code.startsWith('23');
  return violated && typeof error.constraint === 'string' ? error.constraint : null;
}
