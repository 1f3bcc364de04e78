import { homedir } from 'node:os';
import { join } from 'node:path';

const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');

/** Where scripts/real-smtp-servers.sh puts the servers. */
export const SERVERS = process.env.PRESSRUN_SMTP_SERVERS ?? join(CACHE, 'pressrun/smtp-servers');

/** What a test says loudly instead of failing. */
export function notHere(name: string): string {
  return `SKIPPED: no ${name} here; scripts/real-smtp-servers.sh installs it`;
}
