import type { FindingCode } from '../../lib/finding.ts';
import type { Sender } from '../message-program.ts';
import {
  checkAudienceFilter,
  checkEmpty,
  checkGrowth,
  checkLocales,
  checkProject,
  checkQuota,
  checkSegments,
} from './check-audience.ts';
import { checkImages, checkLinks, checkPostalAddress } from './check-content.ts';
import { checkSize } from './check-size.ts';
import { checkUnsubscribeLinks, checkVersion } from './check-version.ts';
import { audienceOf, type Facts, type Received } from './facts.ts';
import type { Found } from './finding.ts';
import { checkVariables } from './lacking.ts';
import { readHtml } from './read-html.ts';

const CONTENT: readonly FindingCode[] = [
  ...(['postal_address_missing', 'link_empty', 'link_not_https', 'image_without_alt'] as const),
];

/** All findings but those about the sender's domain, of the codes that are wanted. Asks nobody anything. */
export async function checkAll(
  facts: Facts,
  wanted: ReadonlySet<FindingCode>,
  sender: Sender,
): Promise<Found[]> {
  const { campaign, version, project, audience, audienceFault, routes } = facts;
  const people = facts.people ?? [];
  const optedOut = checkAudienceFilter(campaign.audienceFilter);
  const found = [
    ...checkVersion(campaign.templateVersionId, version),
    ...checkUnsubscribeLinks(facts.unlinked, campaign.templateVersionId),
    ...checkProject(project),
    ...optedOut,
    ...(optedOut.length === 0 ? checkSegments(audienceFault) : []),
    ...checkEmpty(audience !== null && facts.isEmpty),
    ...checkQuota(facts.quota, audienceOf(people)),
    ...checkVariables(facts.lacking),
    ...(routes ? checkLocales(routes, people) : []),
    ...checkGrowth(audienceOf(people), facts.lastAudience),
  ];
  for (const received of facts.received) {
    if (CONTENT.some((code) => wanted.has(code))) found.push(...(await checkPart(facts, received)));
    if (wanted.has('html_too_large')) found.push(...(await checkSize(facts, received, sender)));
  }
  return found.filter(({ code }) => wanted.has(code));
}

async function checkPart({ campaign, tenant }: Facts, { version }: Received): Promise<Found[]> {
  const { templateVersionId } = campaign;
  const part = { version, templateVersionId, outline: await readHtml(version.publishedHtml) };
  return [
    ...checkLinks(part),
    ...checkImages(part),
    ...checkPostalAddress(part, tenant.postalAddress),
  ];
}
