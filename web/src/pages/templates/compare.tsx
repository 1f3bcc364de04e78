import { SegmentedControl, Select, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { reading } from '../../queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { languageName } from './languages.ts';
import type { TemplateVersion, VersionSummary } from './version-badge.tsx';

const CodeDiff = lazy(() => import('./code-diff.tsx'));
type Part = 'htmlBody' | 'mjmlBody' | 'textBody' | 'details';
const PARTS: Record<Part, string> = {
  htmlBody: 'HTML',
  mjmlBody: 'MJML',
  textBody: 'Plain text',
  details: 'Subject and variables',
};

/** What changed from one version of a template to another. */
export function Compare() {
  const { id } = useParams({ from: '/shell/templates/$id/compare' });
  const search = useSearch({ from: '/shell/templates/$id/compare' });
  const navigate = useNavigate({ from: '/templates/$id/compare' });
  const { data: template, error, refetch } = useQuery(reading('getTemplate', { path: { id } }));
  if (!template) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={520} />;
  }
  const { versions } = template;
  const to = search.to ?? versions[0]?.id;
  const from = search.from ?? versions[versions.findIndex((one) => one.id === to) + 1]?.id;
  return (
    <>
      <PageHead
        title="Compare versions"
        about={
          <TextLink to="/templates/$id" params={{ id }}>
            {template.name}
          </TextLink>
        }
      />
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <Pick
            label="From"
            versions={versions}
            value={from}
            onChange={(next) => navigate({ search: { to, from: next } })}
          />
          <Pick
            label="To"
            versions={versions}
            value={to}
            onChange={(next) => navigate({ search: { from, to: next } })}
          />
        </SimpleGrid>
        {from && to && from !== to ? (
          <Difference id={id} from={from} to={to} />
        ) : (
          <EmptyState title="Choose two versions">What changed between them shows here.</EmptyState>
        )}
      </Stack>
    </>
  );
}

function Pick({
  label,
  versions,
  value,
  onChange,
}: {
  label: string;
  versions: VersionSummary[];
  value: string | undefined;
  onChange: (id: string) => void;
}) {
  return (
    <Select
      label={label}
      allowDeselect={false}
      data={versions.map(({ id, number, status, locale }) => ({
        value: id,
        label: `Version ${number} · ${status === 'DRAFT' ? 'Draft' : 'Published'}${locale ? ` · ${languageName(locale)}` : ''}`,
      }))}
      value={value ?? null}
      onChange={(id) => id && onChange(id)}
    />
  );
}

function Difference({ id, from, to }: { id: string; from: string; to: string }) {
  const [wanted, setWanted] = useState<Part | null>(null);
  const old = useQuery(reading('getTemplateVersion', { path: { id, versionId: from } }));
  const now = useQuery(reading('getTemplateVersion', { path: { id, versionId: to } }));
  if (!old.data || !now.data) {
    const failed = old.error ? old : now;
    if (!failed.error) return <Skeleton h={420} />;
    return <ErrorNotice error={failed.error} retry={() => failed.refetch()} />;
  }
  const parts = (Object.keys(PARTS) as Part[]).filter(
    (part) => part === 'details' || old.data[part] !== null || now.data[part] !== null,
  );
  const source = parts.includes('mjmlBody') ? 'mjmlBody' : 'htmlBody';
  const part = wanted && parts.includes(wanted) ? wanted : source;
  const [a, b] = [textOf(old.data, part), textOf(now.data, part)];
  return (
    <>
      <SegmentedControl
        aria-label="Part"
        style={{ alignSelf: 'flex-start' }}
        data={parts.map((value) => ({ value, label: PARTS[value] }))}
        value={part}
        onChange={(value) => setWanted(value as Part)}
      />
      {a === b && <Text c="dimmed">This part is the same in both.</Text>}
      <Suspense fallback={<Skeleton h={420} />}>
        <CodeDiff key={from + to + part} from={a} to={b} />
      </Suspense>
    </>
  );
}

function textOf(version: TemplateVersion, part: Part): string {
  if (part !== 'details') return version[part] ?? '';
  const { subject, locale, variables } = version;
  const lines = variables.map(
    ({ name, type, fallback }) => `{{${name}}}  ${type}${fallback ? `  or “${fallback}”` : ''}`,
  );
  return [`Subject: ${subject}`, `Language: ${languageName(locale)}`, '', ...lines].join('\n');
}
