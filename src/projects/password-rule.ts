import { invalidField } from '../lib/errors.ts';
import type { RelaySettings } from './project.ts';

/**
 * A stored password goes to no other server than the one that it was given for: else whoever may change a
 * project could have it sent to a server of their own.
 */
export function passwordOf(
  before: RelaySettings & { hasPassword: boolean },
  { host, port, user }: RelaySettings,
  given: string | null | undefined,
): string | null | undefined {
  if (user === null) {
    if (given != null) throw invalidField('password', 'needs a user; send `user` too');
    return null;
  }
  if (given === null) throw invalidField('password', 'must not be null while there is a user');
  if (given !== undefined) {
    // NUL separates the fields of AUTH PLAIN (RFC 4616); no control character is ever meant.
    if (/[\x00-\x1f\x7f]/.test(given)) {
      throw invalidField('password', 'must not have control characters');
    }
    return given;
  }
  if (!before.hasPassword) throw invalidField('password', 'must be sent with the user');
  const isSame = before.host === host && before.port === port && before.user === user;
  if (isSame) return undefined;
  throw invalidField('password', 'must be sent again when host, port or user change');
}
