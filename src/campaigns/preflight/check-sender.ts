import type { FindingCode } from '../../lib/finding.ts';
import type { DomainRecords, DomainReport } from '../../projects/domain-records.ts';
import type { Found } from './finding.ts';
import { isFreeMail, isServerOf } from './free-mail.ts';
import type { SenderView } from './sender-view.ts';

/** What DNS says of the two domains; of the relay's only where it is another one than that of From. */
export type SenderReports = { from: DomainReport; relay: DomainReport };

/** The findings that DNS is asked for. */
export const SENDER_CODES: readonly FindingCode[] = [
  'sender_not_aligned',
  'dmarc_missing',
  'spf_missing',
];

/** Asks DNS, without a transaction; answers within three seconds. Asks nothing where mail stays here. */
export async function lookUpSender(
  { fromDomain, relayHost, relayDomain }: SenderView,
  domains: DomainRecords,
): Promise<SenderReports> {
  if (relayHost === null || isFreeMail(fromDomain)) return { from: null, relay: null };
  const isSame = relayDomain === null || relayDomain === fromDomain;
  const [from, relay] = await Promise.all([
    domains.find(fromDomain),
    isSame ? null : domains.find(relayDomain),
  ]);
  return { from, relay };
}

/** What is remembered of that: for inside a transaction. */
export function recallSender(
  { fromDomain, relayDomain }: SenderView,
  domains: DomainRecords,
): SenderReports {
  return {
    from: domains.known(fromDomain),
    relay: relayDomain === null ? null : domains.known(relayDomain),
  };
}

/**
 * Whether receivers will find From aligned (DMARC, RFC 9989). The envelope sender is always the address of
 * From, so SPF is aligned where it passes; whether the relay's address is in the SPF record, and which DKIM
 * key it signs with, only the relay knows.
 */
export function checkSender(view: SenderView, reports: SenderReports): Found[] {
  const { fromDomain, relayHost, relayDomain } = view;
  if (relayHost === null) return [staysHere()];
  if (isFreeMail(fromDomain)) return isServerOf(fromDomain, relayHost) ? [] : [freeMail(view)];
  if (reports.from === null) return [unreachable(fromDomain)];
  const found = missingRecords(fromDomain, reports.from);
  if (relayDomain === null || relayDomain === fromDomain) return found;
  if (reports.relay === null) return [...found, unreachable(relayDomain)];
  if (reports.relay.organisation === reports.from.organisation) return found;
  return [otherOrganisation(fromDomain, relayDomain), ...found];
}

const path = 'projectId';

function missingRecords(domain: string, { hasDmarc, hasSpf }: NonNullable<DomainReport>): Found[] {
  const found: Found[] = [];
  if (!hasDmarc) {
    const message = `${domain} has no DMARC record, and neither has a domain above it`;
    const action = `Publish one: a TXT record at _dmarc.${domain} with "v=DMARC1; p=none" is a beginning.`;
    found.push({ code: 'dmarc_missing', path, message, action });
  }
  if (!hasSpf) {
    const message = `${domain} has no SPF record, or more than one`;
    const action = `Publish one TXT record at ${domain} that lets your relay send: its provider says which.`;
    found.push({ code: 'spf_missing', path, message, action });
  }
  return found;
}

function freeMail({ fromDomain, relayHost }: SenderView): Found {
  const message = `From is an address of ${fromDomain}, and ${relayHost} is not one of its servers`;
  const action = 'Send from an address of your own domain: receivers refuse this one.';
  return { code: 'sender_not_aligned', path, message, action };
}

function otherOrganisation(fromDomain: string, relayDomain: string): Found {
  const message = `From is of ${fromDomain}, and the relay sends for ${relayDomain}`;
  const action =
    'Send from an address of that domain, or have the relay sign with DKIM for the domain of From.';
  return { code: 'sender_not_aligned', path, message, action };
}

function unreachable(domain: string): Found {
  const message = `${domain} could not be checked: DNS gave no answer in time`;
  const action = 'Ask again in a minute; if it stays so, let this machine reach a DNS resolver.';
  return { code: 'sender_unchecked', path, message, action };
}

function staysHere(): Found {
  const message = 'The sender was not checked: this mail stays in the outbox';
  const action =
    'Nothing, while you try things out; live mail needs SMTP_URL or a project with a host.';
  return { code: 'sender_unchecked', path, message, action };
}
