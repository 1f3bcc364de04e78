import { PageHead } from '../../ui/page-head.tsx';

export function Webhooks() {
  return <PageHead title="Webhooks" />;
}
