import { Checkbox, SimpleGrid } from '@mantine/core';
import { useState } from 'react';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { SaveLine } from './save-line.tsx';
import { isSame } from './scopes.ts';
import { Section } from './section.tsx';
import { type Tenant, type TenantChange, useSaveTenant } from './use-save-tenant.ts';

type Finding = NonNullable<TenantChange['preflight']>['blocking'][number];

const WORDS: Record<Finding, string> = {
  postal_address_missing: 'The postal address is missing',
  sender_not_aligned: 'The sender’s domain is not aligned',
  dmarc_missing: 'The domain has no DMARC record',
  spf_missing: 'The domain has no SPF record',
  variables_missing: 'People lack a variable',
  locale_gap: 'Somebody’s language has no variant',
  html_too_large: 'Gmail would clip the message',
  link_empty: 'A link leads nowhere',
  link_not_https: 'A link is no whole https address',
  image_without_alt: 'A picture has no alternative text',
  audience_grown: 'The audience grew tenfold',
};

const FINDINGS = Object.entries(WORDS) as [Finding, string][];

/** Which warnings of a pre-flight refuse a send (P46). */
export function PreflightRules({ settings, isOwner }: { settings: Tenant; isOwner: boolean }) {
  const [blocking, setBlocking] = useState(settings.preflight.blocking);
  const save = useSaveTenant();
  const isChanged = !isSame(blocking, settings.preflight.blocking);
  const submit = () => save.mutate({ preflight: { blocking: blocking as Finding[] } });
  return (
    <Section
      title="Before a campaign is sent"
      about="The check of a campaign warns of these. Choose which ones must be put right before anybody can send; a missing unsubscribe link, for one, always must."
      onSubmit={submit}
    >
      <ErrorNotice error={save.error} />
      <Checkbox.Group
        aria-label="Findings that stop a send"
        value={blocking}
        onChange={isOwner ? setBlocking : undefined}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="xs">
          {FINDINGS.map(([finding, words]) => (
            <Checkbox key={finding} value={finding} label={words} disabled={!isOwner} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      {isOwner && <SaveLine isChanged={isChanged} isPending={save.isPending} />}
    </Section>
  );
}
