import type { Sealer } from '../lib/seal.ts';

/**
 * Seals a project's password. Bound to tenant and project: in another row, where somebody with the
 * database alone may have put it, it doesn't open.
 */
export function sealPassword(
  sealer: Sealer,
  tenantId: string,
  projectId: string,
  password: string,
): Buffer {
  return sealer.seal(Buffer.from(password), boundTo(tenantId, projectId));
}

/** Null when no secret opens it. `current` is false when an older secret did. */
export function openPassword(
  sealer: Sealer,
  tenantId: string,
  projectId: string,
  sealed: Buffer,
): { password: string; current: boolean } | null {
  const opened = sealer.unseal(sealed, boundTo(tenantId, projectId));
  return opened && { password: opened.plain.toString(), current: opened.current };
}

function boundTo(tenantId: string, projectId: string): string {
  return `project ${tenantId} ${projectId}`;
}
