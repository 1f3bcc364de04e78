import { Alert, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../session.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { ButtonLink } from '../../ui/text-link.tsx';
import { FileDrop } from './file-drop.tsx';
import { FileExample } from './file-example.tsx';
import { type Reading, readHead } from './file-head.ts';
import { PlanImport } from './plan-import.tsx';

const AUTO: Reading = { delimiter: 'auto', encoding: 'auto' };

/** From a file to an import: choose it, say what its columns are, try it, import it. */
export function NewImport() {
  const mayChange = useMe().tenant.role !== 'viewer';
  const [file, setFile] = useState<File | null>(null);
  const [wanted, setWanted] = useState(AUTO);
  const head = useQuery({
    // A file of the same name may be another one.
    queryKey: ['file', file?.name, file?.size, file?.lastModified, wanted],
    queryFn: () => readHead(file!, wanted),
    enabled: file !== null,
    placeholderData: (previous) => previous,
    retry: false,
    gcTime: 0,
    networkMode: 'always',
  });
  const choose = (next: File | null) => {
    setFile(next);
    setWanted(AUTO);
  };
  return (
    <>
      <PageHead
        title="Import contacts"
        about="From a CSV or NDJSON file, row by row, with a receipt"
      >
        <ButtonLink to="/contacts/imports" variant="default">
          Earlier imports
        </ButtonLink>
      </PageHead>
      {!mayChange && <Alert color="orange">A viewer can’t import contacts.</Alert>}
      {mayChange && (file === null || head.error) && (
        <>
          {head.error && (
            <Alert color="red" variant="light" role="alert" mb="md">
              {file?.name}: {head.error.message}
            </Alert>
          )}
          <FileDrop onFile={choose} />
          <FileExample />
        </>
      )}
      {file && head.isPending && <Skeleton h={320} />}
      {file && head.data && !head.error && (
        <PlanImport
          key={`${file.name} ${file.lastModified} ${head.data.columns.join('\n')}`}
          file={file}
          head={head.data}
          wanted={wanted}
          onWanted={setWanted}
          onOther={() => choose(null)}
        />
      )}
    </>
  );
}
