import { invalidField, PressrunError } from '../lib/errors.ts';
import { type RelayRules, requireHost } from './host.ts';
import { passwordOf } from './password-rule.ts';
import {
  type ProjectInput,
  type ProjectSettings,
  type RelaySettings,
  SMTP_PORTS,
  type TlsMode,
} from './project.ts';
import { addressOf, requireText } from './text-rules.ts';

/** What a project would be after a change, checked; `password` is what is to be stored. */
export type Change = {
  settings: ProjectSettings;
  /** A new one; null: none any more; undefined: the one that is stored stays. */
  password: string | null | undefined;
};

/**
 * Applies an input to what is there. Throws 400 that names the field: a host that isn't public, a port
 * that isn't one of SMTP, credentials without TLS, an address that is none, half a relay. 422 for a sender
 * of another domain than the instance's without a relay of its own.
 */
export function applyInput(
  before: ProjectSettings & { hasPassword: boolean },
  input: ProjectInput,
  rules: RelayRules,
): Change {
  const { password: given, ...fields } = input;
  const merged = { ...before, ...fields };
  requireText('name', merged.name);
  requireText('fromName', merged.fromName);
  const settings = {
    ...{ name: merged.name, fromName: merged.fromName },
    fromEmail: addressOf('fromEmail', merged.fromEmail),
    replyTo: addressOf('replyTo', merged.replyTo),
    ...{ rateLimit: merged.rateLimit, retryWindow: merged.retryWindow },
    isDefault: merged.isDefault,
    ...relayOf(merged, before, input, rules),
  };
  requireOwnSender(settings, rules);
  return { settings, password: passwordOf(before, settings, given) };
}

/** Through the instance's relay nobody sends in a stranger's name: as a tenant's default sender. */
function requireOwnSender({ host, fromEmail }: ProjectSettings, { ownDomain }: RelayRules): void {
  if (host !== null || fromEmail === null || fromEmail.endsWith(`@${ownDomain}`)) return;
  const message = `must be an address of ${ownDomain}, unless the project has an SMTP server of its own`;
  throw new PressrunError('unprocessable', `fromEmail ${message}`, [
    { path: 'fromEmail', message },
  ]);
}

function relayOf(
  merged: RelaySettings,
  before: RelaySettings,
  input: ProjectInput,
  rules: RelayRules,
): RelaySettings {
  if (merged.host === null) return withoutRelay(input);
  const host = requireHost(merged.host, rules);
  const tlsMode = merged.tlsMode ?? 'required';
  // A port that nobody chose follows the mode.
  const isChosen = before.tlsMode !== null && before.port !== portOf(before.tlsMode);
  const port = input.port ?? (isChosen ? before.port : null) ?? portOf(tlsMode);
  if (!rules.allowPrivateHosts && !SMTP_PORTS.includes(port)) {
    throw invalidField('port', `must be one of ${SMTP_PORTS.join(', ')}`);
  }
  const { user, auth } = merged;
  requireText('user', user);
  if (user !== null && tlsMode === 'none' && !rules.allowPrivateHosts) {
    const advice = 'choose starttls, required or implicit, or leave user and password out';
    throw invalidField('tlsMode', `none would send the password in clear text; ${advice}`);
  }
  return { host, port, tlsMode, user, auth };
}

/** Without a host the rest of a relay means nothing: what is sent of it is a mistake. */
function withoutRelay(input: ProjectInput): RelaySettings {
  for (const field of ['port', 'tlsMode', 'user', 'password', 'auth'] as const) {
    if (input[field] != null) throw invalidField(field, 'needs a host; send `host` too');
  }
  return { host: null, port: null, tlsMode: null, user: null, auth: null };
}

function portOf(tlsMode: TlsMode): number {
  return tlsMode === 'implicit' ? 465 : 587;
}
