import { Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call, type ReplyOf } from '../../api.ts';
import { reading, refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ButtonLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { DeleteSegment } from './delete-segment.tsx';
import { readFilter } from './read-filter.ts';
import { SegmentEditor, type SegmentInput } from './segment-editor.tsx';
import { SegmentUsage } from './segment-usage.tsx';

/** One segment: who is in it now, its filter, and what uses it. */
export function Segment() {
  const { id } = useParams({ from: '/shell/segments/$id' });
  const { data: segment, error, refetch } = useQuery(reading('getSegment', { path: { id } }));
  if (!segment) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={280} />;
  }
  return <Loaded key={id} segment={segment} />;
}

function Loaded({ segment }: { segment: ReplyOf<'getSegment'> }) {
  const { id, name, updatedAt, usage } = segment;
  const mayChange = useMe().tenant.role !== 'viewer';
  const [start] = useState(() => ({ name, filter: readFilter(segment.filter) }));
  const save = async (body: SegmentInput) => {
    await call('updateSegment', { path: { id }, body });
    await refresh('getSegment', 'listSegments', 'listContacts');
    notifications.show({
      message: 'Saved. Campaigns that have started keep the filter of before.',
    });
  };
  return (
    <>
      <PageHead
        title={name}
        about={
          <>
            Changed <When at={updatedAt} />
          </>
        }
      >
        <ButtonLink to="/contacts" search={{ segment: id }} variant="default">
          See the contacts
        </ButtonLink>
        {mayChange && <DeleteSegment segment={segment} />}
      </PageHead>
      <SegmentEditor segmentId={id} start={start} label="Save" save={save}>
        <SegmentUsage usage={usage} />
      </SegmentEditor>
    </>
  );
}
