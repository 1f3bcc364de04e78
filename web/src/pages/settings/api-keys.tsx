import { PageHead } from '../../ui/page-head.tsx';

export function ApiKeys() {
  return <PageHead title="API keys" />;
}
