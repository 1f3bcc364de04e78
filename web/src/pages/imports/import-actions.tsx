import { Button, Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ButtonLink } from '../../ui/text-link.tsx';
import { count } from '../../ui/times.tsx';
import { type ContactImport, isUnderWay } from './import-type.ts';
import { keptFile, type SentImport } from './kept-files.ts';
import { UploadProgress } from './upload-progress.tsx';
import { useUpload } from './use-upload.ts';

/** What can be done with an import in its state. */
export function ImportActions({ one }: { one: ContactImport }) {
  const mayChange = useMe().tenant.role !== 'viewer';
  const kept = keptFile(one.id);
  if (!mayChange) return null;
  if (isUnderWay(one)) return one.status === 'RECEIVING' ? null : <CancelImport one={one} />;
  if (one.dryRun) {
    if (one.status === 'DONE' && kept) return <ImportForReal kept={kept} />;
    return <ButtonLink to="/contacts/import">Import this file for real</ButtonLink>;
  }
  return (
    <>
      <ButtonLink to="/contacts" variant="default">
        See the contacts
      </ButtonLink>
      {one.status === 'DONE' && (
        <ButtonLink to="/segments/new" search={{ import: one.id }} variant="default">
          Make a segment of them
        </ButtonLink>
      )}
    </>
  );
}

/** With the same file and mapping as the dry run. */
function ImportForReal({ kept }: { kept: SentImport }) {
  const { sending, share, stop } = useUpload();
  const start = () => sending.mutate({ ...kept, query: { ...kept.query, dryRun: false } });
  return (
    <>
      <Button onClick={start}>Import for real</Button>
      <Modal
        opened={sending.isPending || sending.isError}
        onClose={stop}
        title="Import for real"
        withCloseButton={!sending.isPending}
      >
        {sending.isPending && <UploadProgress share={share} stop={stop} />}
        <ErrorNotice error={sending.error} retry={start} />
      </Modal>
    </>
  );
}

function CancelImport({ one: { id, rows, dryRun } }: { one: ContactImport }) {
  const cancel = async () => {
    const { rows: done } = await call('cancelImport', { path: { id } });
    await refresh('getImport', 'listImports', 'listContacts');
    notifications.show({ message: `Cancelled after ${count(done)} rows.` });
  };
  return (
    <ConfirmButton
      label="Cancel…"
      title="Cancel this import?"
      confirm="Cancel the import"
      keep="Go on importing"
      act={cancel}
    >
      <Text size="sm">
        {dryRun
          ? 'Nothing has changed, and nothing will.'
          : `The ${count(rows)} rows that were read stay imported; the others are not. The file can be imported again: rows that are in already are left unchanged.`}
      </Text>
    </ConfirmButton>
  );
}
