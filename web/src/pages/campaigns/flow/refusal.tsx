import { PressrunApiError } from '../../../../../sdk/src/failure.ts';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Blocked } from './blocked.tsx';
import { blockingOf } from './blocking.ts';
import type { Preflight } from './campaign.ts';

/** Why the server didn't send or schedule it: with the findings where that is why. */
export function Refusal({
  id,
  error,
  shown,
}: {
  id: string;
  error: Error | null;
  shown?: string[];
}) {
  const preflight = preflightOf(error);
  if (preflight) return <Blocked id={id} findings={blockingOf(preflight)} />;
  return <ErrorNotice error={error} shown={shown} />;
}

function preflightOf(error: Error | null): Preflight | null {
  if (!(error instanceof PressrunApiError) || error.status !== 422) return null;
  return (error.problem.preflight as Preflight | undefined) ?? null;
}
