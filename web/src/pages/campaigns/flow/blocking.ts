import type { Finding, Preflight } from './campaign.ts';

export function blockingOf({ findings }: Preflight): Finding[] {
  return findings.filter(({ severity }) => severity === 'blocking');
}

/** People may come until then: an empty audience keeps nobody from scheduling. */
export function blockingScheduling(preflight: Preflight): Finding[] {
  return blockingOf(preflight).filter(({ code }) => code !== 'audience_empty');
}
