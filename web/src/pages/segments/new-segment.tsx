import { notifications } from '@mantine/notifications';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { newGroup, newRule } from './filter-draft.ts';
import { SegmentEditor, type SegmentInput } from './segment-editor.tsx';

/** A filter that gets a name. */
export function NewSegment() {
  const search = useSearch({ from: '/shell/segments/new' });
  const navigate = useNavigate();
  const [start] = useState(() => ({
    name: '',
    filter: search.import
      ? newGroup({ parts: [newRule({ subject: 'imports', ask: 'has', value: search.import })] })
      : newGroup(),
  }));
  const save = async (body: SegmentInput) => {
    const { id, name } = await call('createSegment', { body });
    await refresh('listSegments');
    notifications.show({ message: `“${name}” is saved.` });
    await navigate({ to: '/segments/$id', params: { id } });
  };
  return (
    <>
      <PageHead
        title="New segment"
        about="Contacts that have something in common; asked anew each time"
      />
      <SegmentEditor segmentId={null} start={start} label="Save the segment" save={save} />
    </>
  );
}
