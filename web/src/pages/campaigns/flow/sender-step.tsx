import { Grid, Select, Stack, TextInput } from '@mantine/core';
import { fieldError } from '../../../ui/error-notice.tsx';
import { LOCALE_CHOICES, type Locale } from '../../../ui/locales.ts';
import { InboxLine } from './inbox-line.tsx';
import { ProjectChoice } from './project-choice.tsx';
import { SubjectField } from './subject-field.tsx';
import { TrackingSwitches } from './tracking-switches.tsx';
import type { Draft } from './use-draft.ts';
import { useSender } from './use-sender.ts';

/** What stands in the inbox: the subject, and whom it is from. */
export function SenderStep({ draft }: { draft: Draft }) {
  const { campaign, change, error } = draft;
  const { projects, standard, sender } = useSender(draft);
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack>
          <SubjectField draft={draft} />
          <ProjectChoice
            projects={projects}
            standard={standard}
            sender={sender}
            projectId={campaign.projectId}
            error={fieldError(error, 'projectId')}
            onChoose={(projectId) => change({ projectId })}
          />
          <TextInput
            label="Name of the campaign"
            description="For you and your colleagues; readers don’t see it unless the template prints it"
            maxLength={200}
            value={campaign.name}
            error={fieldError(error, 'name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Select
            label="Language of the unsubscribe page"
            placeholder="Each reader’s own"
            clearable
            data={LOCALE_CHOICES}
            value={campaign.unsubscribeLang}
            error={fieldError(error, 'unsubscribeLang')}
            onChange={(value) => change({ unsubscribeLang: value as Locale | null })}
          />
          <TrackingSwitches draft={draft} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <InboxLine campaign={campaign} sender={sender} />
      </Grid.Col>
    </Grid>
  );
}
