import { Select } from '@mantine/core';
import type { ReplyOf } from '../../../api.ts';
import { type Sender, senderInWords } from './use-sender.ts';

type Project = ReplyOf<'listProjects'>['data'][number];

/** Whom it is from is a project's: a name, an address and, if it likes, a mail server of its own. */
export function ProjectChoice({
  projects,
  standard,
  sender,
  projectId,
  error,
  onChoose,
}: {
  projects: Project[];
  standard: Project | undefined;
  sender: Sender | undefined;
  projectId: string | null;
  error: string | undefined;
  onChoose: (projectId: string | null) => void;
}) {
  const from = sender ? `From ${senderInWords(sender)}` : ' ';
  const answers = sender?.replyTo ? `, answers go to ${sender.replyTo}` : '';
  return (
    <Select
      label="Sender"
      description={from + answers}
      placeholder={standard ? `${standard.name} (the default project)` : 'The default sender'}
      nothingFoundMessage="No project has this name"
      searchable
      clearable
      disabled={projects.length === 0 && projectId === null}
      data={projects.map(({ id, name }) => ({ value: id, label: name }))}
      value={projectId}
      error={error}
      onChange={onChoose}
    />
  );
}
