import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import type { Contact } from './contact-type.ts';

const WHY: Record<ReplyOf<'getSuppression'>['reason'], string> = {
  bounce: 'a server said that the address doesn’t exist',
  complaint: 'they reported a message as spam',
  unsubscribe: 'they unsubscribed',
  manual: 'somebody suppressed it by hand',
};

/** That nothing is sent to this address, and why. */
export function SuppressionNotice({ contact: { email, suppressedAt } }: { contact: Contact }) {
  const { data } = useQuery(reading('getSuppression', { path: { email } }));
  return (
    <Alert color="orange" variant="light" title="This address is suppressed">
      Nothing is sent to it{data && `: ${WHY[data.reason]}`}, <When at={suppressedAt} />.{' '}
      <TextLink to="/suppressions" underline="always" c="inherit" size="sm">
        Suppressions
      </TextLink>
    </Alert>
  );
}
