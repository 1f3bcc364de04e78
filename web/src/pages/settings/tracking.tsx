import { Alert, List, Switch } from '@mantine/core';
import { useState } from 'react';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { SaveLine } from './save-line.tsx';
import { Section } from './section.tsx';
import { type Tenant, useSaveTenant } from './use-save-tenant.ts';

/** Whether opens and clicks are seen (decision 0018), and what that means for readers. */
export function Tracking({ settings, isOwner }: { settings: Tenant; isOwner: boolean }) {
  const { tracking } = settings;
  const [opens, setOpens] = useState(tracking.opens);
  const [clicks, setClicks] = useState(tracking.clicks);
  const save = useSaveTenant();
  const isChanged = opens !== tracking.opens || clicks !== tracking.clicks;
  return (
    <Section
      title="Opens and clicks"
      about="Off, mail leaves exactly as it was written. A campaign can switch off what is on here, never on what is off."
      onSubmit={() => save.mutate({ tracking: { opens, clicks } })}
    >
      <ErrorNotice error={save.error} />
      <Switch
        label="See who opens a message"
        description="Adds an invisible picture. Many programs load it without a reader, or never: take it as a trend"
        disabled={!isOwner}
        checked={opens}
        onChange={(event) => setOpens(event.currentTarget.checked)}
      />
      <Switch
        label="See which links are followed"
        description="Links that are the same for everybody lead over this server; personal ones are left as they are"
        disabled={!isOwner}
        checked={clicks}
        onChange={(event) => setClicks(event.currentTarget.checked)}
      />
      {(opens || clicks) && <Privacy />}
      {isOwner && <SaveLine isChanged={isChanged} isPending={save.isPending} />}
    </Section>
  );
}

function Privacy() {
  return (
    <Alert variant="light" color="blue" title="What this keeps about your readers">
      <List size="sm" spacing={4}>
        <List.Item>
          Who opened or clicked what and when, with IP address and mail program, for 90 days; then
          only counts remain.
        </List.Item>
        <List.Item>
          In the European Union that usually needs the readers’ consent, and a word in your privacy
          notice.
        </List.Item>
        <List.Item>
          Scans by machines are counted apart. Erasing a contact erases its opens and clicks too.
        </List.Item>
      </List>
    </Alert>
  );
}
