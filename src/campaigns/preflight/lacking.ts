import type { Tx } from '../../db/database.ts';
import { namesWithoutFallback } from '../../templates/rendering.ts';
import type { PublishedVersion } from '../../templates/service.ts';
import { isBuiltIn } from '../../templates/variables.ts';
import { versionFor } from '../route-locales.ts';
import { type Found, MOST_SAMPLES } from './finding.ts';
import { type AudienceQuestion, type LocalePeople, sampleLacking } from './store.ts';
import type { Subject } from './subject.ts';

/** A variable, and how many of those who would get it have no value for it. */
export type Lacking = { name: string; people: number; audience: number; sample: string[] };

/** The statement counts each by itself; a mail has a handful. */
const MOST_NAMES = 50;

/** The first 50 names, of all versions, that are printed without a fallback; Pressrun fills in the others. */
export function namesAskedAbout({ campaign, versions }: Subject): string[] {
  const all = [...versions.values()].flatMap((version) => namesIn(version, campaign.subject));
  return [...new Set(all)].slice(0, MOST_NAMES);
}

/** Who lacks which of these names, counted over those only whose version prints it. */
export async function findLacking(
  tx: Tx,
  { tenantId, campaign, routes, versions }: Subject,
  question: AudienceQuestion,
  { names, people }: { names: readonly string[]; people: readonly LocalePeople[] },
): Promise<Lacking[]> {
  if (!routes || names.length === 0) return [];
  const printed = new Map(
    [...versions.values()].map((one) => [one.id, new Set(namesIn(one, campaign.subject))]),
  );
  const asked = names
    .map((name, i) => {
      const parts = people.filter(({ locale }) =>
        printed.get(versionFor(routes, locale))?.has(name),
      );
      const audience = parts.reduce((sum, part) => sum + part.people, 0);
      const lacking = parts.reduce((sum, part) => sum + part.lacking[i]!, 0);
      return { name, audience, people: lacking, locales: parts.map(({ locale }) => locale) };
    })
    .filter(({ people: lacking }) => lacking > 0);
  if (asked.length === 0) return [];
  const wanted = { ...question, lacking: asked, limit: MOST_SAMPLES };
  const found = await sampleLacking(tx, tenantId, wanted);
  return asked.map(({ name, audience, people: count }) => {
    const sample = found.filter((one) => one.name === name).map(({ id }) => id);
    return { name, people: count, audience, sample };
  });
}

/** One finding for each variable, the one that most people lack first. */
export function checkVariables(lacking: readonly Lacking[]): Found[] {
  return lacking
    .toSorted((a, b) => b.people - a.people)
    .map(({ name, people, audience, sample }) => ({
      code: 'variables_missing',
      path: `variables.${name}`,
      message: `{{${name}}} has no fallback, and ${people} of ${audience} contacts have no value for it`,
      action: `Declare a fallback for "${name}" in a new version, or fill in the contacts' attributes.`,
      ...{ count: people, sample },
    }));
}

function namesIn(version: PublishedVersion, subject: string | null): string[] {
  const { publishedHtml: htmlBody, publishedText: textBody, variables } = version;
  const source = { subject: subject ?? version.subject, htmlBody, textBody, variables };
  return namesWithoutFallback(source).filter((name) => !isBuiltIn(name));
}
