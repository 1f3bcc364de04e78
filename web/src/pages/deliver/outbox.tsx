import { PageHead } from '../../ui/page-head.tsx';

export function Outbox() {
  return <PageHead title="Outbox" />;
}
