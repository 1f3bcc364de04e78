import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Editor } from './editor.tsx';

/** One version: its content, and how it looks. */
export function Version() {
  const { id, versionId } = useParams({ from: '/shell/templates/$id/versions/$versionId' });
  const template = useQuery(reading('getTemplate', { path: { id } }));
  const version = useQuery(reading('getTemplateVersion', { path: { id, versionId } }));
  if (!template.data || !version.data) {
    const failed = template.error ? template : version;
    if (!failed.error) return <Skeleton h={520} />;
    return <ErrorNotice error={failed.error} retry={() => failed.refetch()} />;
  }
  // Published or made a draft again, it begins anew from what the server has.
  return (
    <Editor key={versionId + version.data.status} template={template.data} version={version.data} />
  );
}
