import type { JobHandlers } from '../jobs/runner.ts';
import { type RunDeps, runImports } from './run-imports.ts';
import { RUN_IMPORTS } from './service.ts';

/** `run_imports` {tenantId}: one turn at the tenant's files. */
export function importJobs(deps: RunDeps): JobHandlers {
  return {
    [RUN_IMPORTS]: ({ tenantId }: { tenantId: string }) => runImports(deps, tenantId),
  };
}
