import { PageHead } from '../../ui/page-head.tsx';

export function AuditLog() {
  return <PageHead title="Audit log" />;
}
