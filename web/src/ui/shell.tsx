import { Center, Loader } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSession } from '../session.ts';
import { Frame } from './frame.tsx';
import { NoTenant } from './no-tenant.tsx';

/** The frame of every page behind the sign-in. */
export function Shell() {
  const session = useSession();
  if (session.state === 'starting') return <Starting />;
  if (session.state === 'signed-out') return <ToSignIn />;
  if (!session.tenant) return <NoTenant />;
  // Another tenant has other pages: nothing that was typed or shown goes along.
  return <Frame key={session.tenant.id} />;
}

/** Goes to the sign-in, which comes back to this page. Once: the address changes with it. */
function ToSignIn() {
  const { navigate, state } = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the first moment
  useEffect(() => {
    const { href, pathname } = state.location;
    const search = pathname === '/' ? {} : { next: href };
    void navigate({ to: '/sign-in', search, replace: true });
  }, []);
  return <Starting />;
}

function Starting() {
  return (
    <Center h="100dvh">
      <Loader aria-label="Pressrun is starting" />
    </Center>
  );
}
