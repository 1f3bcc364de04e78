import { PageHead } from '../../ui/page-head.tsx';

export function EmailLog() {
  return <PageHead title="E-mails" />;
}
