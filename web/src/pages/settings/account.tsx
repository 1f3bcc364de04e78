import { Stack } from '@mantine/core';
import { useMe } from '../../session.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { Appearance } from './appearance.tsx';
import { Password } from './password.tsx';
import { Profile } from './profile.tsx';
import { SecondFactor } from './second-factor.tsx';
import { Sessions } from './sessions.tsx';

/** The person who is signed in, in all tenants. */
export function Account() {
  const { me } = useMe();
  return (
    <>
      <PageHead title="Your account" about={me.user.email} />
      <Stack maw={720}>
        <Profile />
        <Appearance />
        <Password />
        <SecondFactor />
        <Sessions />
      </Stack>
    </>
  );
}
