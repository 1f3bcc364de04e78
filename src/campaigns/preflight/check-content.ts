import type { FindingCode } from '../../lib/finding.ts';
import type { PublishedVersion } from '../../templates/service.ts';
import { nameOf, partOf } from './check-version.ts';
import { type Found, MOST_SAMPLES } from './finding.ts';
import { linkFault } from './link-fault.ts';
import type { Outline } from './read-html.ts';

/** An address in a sample; tracking ones have thousands of characters. */
const MOST_SHOWN = 200;

type Part = { version: PublishedVersion; templateVersionId: string | null; outline: Outline };

/** Links that lead nowhere, or not by HTTPS. */
export function checkLinks(part: Part): Found[] {
  const { links } = part.outline;
  const faulty = links.map((href) => ({ href, fault: linkFault(href, part.version.variables) }));
  const withFault = (code: FindingCode) =>
    faulty.filter(({ fault }) => fault === code).map(({ href }) => href);
  return [
    ...listed(part, 'link_empty', withFault('link_empty'), {
      what: 'links without an address',
      action: 'Give each an address, or take the link away.',
    }),
    ...listed(part, 'link_not_https', withFault('link_not_https'), {
      what: 'links that are no whole https address',
      action: 'Begin each with https://; a relative one leads nowhere in a mail.',
    }),
  ];
}

/** Many readers see no images, and some can't. */
export function checkImages(part: Part): Found[] {
  return listed(part, 'image_without_alt', part.outline.imagesWithoutAlt, {
    what: 'images without an alt text',
    action: 'Say in alt what each shows; alt="" for an ornament.',
  });
}

/** The address has to be there to be read: by `{{postalAddress}}`, or written out (P46). */
export function checkPostalAddress(part: Part, postalAddress: string | null): Found[] {
  const { version, templateVersionId, outline } = part;
  if (postalAddress !== null && showsAddress(outline.text, postalAddress)) return [];
  const message =
    postalAddress === null
      ? 'The tenant has no postal address, which the law of many countries asks for in each newsletter'
      : `${nameOf(version, templateVersionId)} does not show the tenant's postal address`;
  const action =
    postalAddress === null
      ? 'Set postalAddress of the tenant, and put {{postalAddress}} into the HTML.'
      : 'Put {{postalAddress}} into the HTML.';
  const path = partOf(version, templateVersionId, 'htmlBody');
  return [{ code: 'postal_address_missing', path, message, action }];
}

function showsAddress(text: string, postalAddress: string): boolean {
  if (/\{\{\s*postalAddress\s*\}\}/.test(text)) return true;
  return lettersOf(text).includes(lettersOf(postalAddress));
}

/** Letters and digits only: lines, commas and cells stand between them as the design likes. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function listed(
  { version, templateVersionId }: Part,
  code: FindingCode,
  addresses: readonly string[],
  { what, action }: { what: string; action: string },
): Found[] {
  const count = addresses.length;
  if (count === 0) return [];
  const message = `${nameOf(version, templateVersionId)} has ${what}: ${count}`;
  const sample = [...new Set(addresses)].slice(0, MOST_SAMPLES);
  return [
    {
      ...{ code, path: partOf(version, templateVersionId, 'htmlBody'), message, action, count },
      sample: sample.map((address) => address.slice(0, MOST_SHOWN)),
    },
  ];
}
