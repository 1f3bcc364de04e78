import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { TemplateActions } from './template-actions.tsx';
import { Versions } from './versions.tsx';

/** One template: its versions and their languages, and what can be done with them. */
export function Template() {
  const { id } = useParams({ from: '/shell/templates/$id' });
  const { data: template, error, refetch } = useQuery(reading('getTemplate', { path: { id } }));
  if (!template) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={280} />;
  }
  const { name, slug, versions } = template;
  return (
    <>
      <PageHead
        title={name}
        about={
          <>
            <TextLink to="/templates" underline="always">
              Templates
            </TextLink>{' '}
            · sent by name as <code>{slug}</code>
          </>
        }
      >
        <TemplateActions template={template} />
      </PageHead>
      {versions.length === 0 ? (
        <EmptyState title="No version is left">
          Take another template to start from, or delete this one.
        </EmptyState>
      ) : (
        <Versions versions={versions} />
      )}
    </>
  );
}
