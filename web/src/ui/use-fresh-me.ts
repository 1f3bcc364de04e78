import { useEffect } from 'react';
import { call } from '../api.ts';
import { learnMe } from '../session.ts';

const LEAST_MS = 30_000;

/** Somebody may have given this person another role meanwhile: asked when they come back to the window. */
export function useFreshMe(): void {
  useEffect(() => {
    let asked = Date.now();
    const ask = async () => {
      if (document.hidden || Date.now() - asked < LEAST_MS) return;
      asked = Date.now();
      // Without an answer it stays as it was; the server decides anyway.
      await call('getMe', {}).then(learnMe, () => {});
    };
    document.addEventListener('visibilitychange', ask);
    return () => document.removeEventListener('visibilitychange', ask);
  }, []);
}
