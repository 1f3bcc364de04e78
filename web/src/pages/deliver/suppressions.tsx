import { PageHead } from '../../ui/page-head.tsx';

export function Suppressions() {
  return <PageHead title="Suppressions" />;
}
