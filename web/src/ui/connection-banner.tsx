import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { TextLink } from './text-link.tsx';
import { When } from './times.tsx';
import { useHealth } from './use-health.ts';

/** Says quietly that the browser is offline, the server away, or that something waits for a word. */
export function ConnectionBanner() {
  const { online } = useNetwork();
  const { isAway, held } = useHealth();
  if (!online) {
    return (
      <Banner color="orange">
        You are offline. What you see may be old; it goes on by itself.
      </Banner>
    );
  }
  if (isAway) {
    return (
      <Banner color="orange">
        The server doesn’t answer at the moment. This page asks again every few seconds.
      </Banner>
    );
  }
  if (held) return <Held {...held} />;
  return null;
}

/** P13: after a long outage, or in a copy, nothing unfinished is sent by itself. */
function Held({ campaigns, since }: { campaigns: number; since: string }) {
  return (
    <Banner color="blue">
      Pressrun slept, or was moved: since <When at={since} />{' '}
      {campaigns === 1 ? 'one unfinished campaign waits' : 'unfinished campaigns and e-mails wait'}{' '}
      for a person’s word. Look at yours among the{' '}
      <TextLink
        to="/campaigns"
        search={{ status: 'PAUSED' }}
        underline="always"
        c="inherit"
        fz="inherit"
      >
        paused
      </TextLink>{' '}
      and{' '}
      <TextLink
        to="/campaigns"
        search={{ status: 'SCHEDULED' }}
        underline="always"
        c="inherit"
        fz="inherit"
      >
        scheduled
      </TextLink>{' '}
      ones and let them go on, or cancel them. The operator lets all go with{' '}
      <code>pressrun resume</code>.
    </Banner>
  );
}

function Banner({ color, children }: { color: string; children: React.ReactNode }) {
  return (
    <Alert color={color} variant="light" mb="md" py="xs" role="status" className="banner">
      {children}
    </Alert>
  );
}
