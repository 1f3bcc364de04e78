import { QueryClient, queryOptions } from '@tanstack/react-query';
import { PressrunApiError } from '../../sdk/src/failure.ts';
import { call, type InputOf, type OperationName } from './api.ts';
import { tenantId } from './session.ts';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; what got no answer, or a 503, may go better in a moment.
      retry: (count, error) =>
        count < 2 && !(error instanceof PressrunApiError && error.status < 500),
    },
  },
});

/** An operation that reads, as a query. What another tenant was shown is never shown to this one. */
export function reading<K extends OperationName>(operation: K, input: InputOf<K>) {
  return queryOptions({
    queryKey: [tenantId(), operation, input],
    queryFn: ({ signal }) => call(operation, input, signal),
  });
}

/** Reads these operations anew wherever they are shown. */
export function refresh(...operations: OperationName[]): Promise<void> {
  return queries.invalidateQueries({
    predicate: ({ queryKey }) => operations.includes(queryKey[1] as OperationName),
  });
}
