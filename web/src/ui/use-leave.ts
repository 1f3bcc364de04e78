import { useNavigate } from '@tanstack/react-router';
import { call } from '../api.ts';
import { queries } from '../queries.ts';
import { signOut } from '../session.ts';

/** Signs this person out, here or everywhere, and goes to the sign-in. */
export function useLeave(): (everywhere: boolean) => Promise<void> {
  const navigate = useNavigate();
  return async (everywhere) => {
    await call('logOut', { body: { everywhere } }).catch((error) => {
      // This session may have ended already, and this page forgets it all the same; of the others only
      // the server can say that they ended.
      if (everywhere) throw error;
    });
    signOut();
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
}
