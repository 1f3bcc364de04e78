import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { reading } from '../../../queries.ts';
import { useMe } from '../../../session.ts';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { PageHead } from '../../../ui/page-head.tsx';
import { DeleteDraft } from '../delete-draft.tsx';
import { AudienceStep } from './audience-step.tsx';
import type { Campaign } from './campaign.ts';
import { CheckStep } from './check-step.tsx';
import { ContentStep } from './content-step.tsx';
import { Saving } from './saving.tsx';
import { ScheduledNotice } from './scheduled-notice.tsx';
import { SendStep } from './send-step.tsx';
import { SenderStep } from './sender-step.tsx';
import { StepBar } from './step-bar.tsx';
import feet from './step-feet.module.css';
import { StepFeet } from './step-feet.tsx';
import { placeOf, STEPS, type Step } from './steps.ts';
import { TestStep } from './test-step.tsx';
import { type Draft, useDraft } from './use-draft.ts';

/** A campaign on its way from an idea to a send. What can't be changed any more has a page of its own. */
export function CampaignEditor() {
  const { id } = useParams({ from: '/shell/campaigns/$id/edit' });
  const { tenant } = useMe();
  const { data: campaign, error, refetch } = useQuery(reading('getCampaign', { path: { id } }));
  if (!campaign) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={420} />;
  }
  const { status } = campaign;
  const canChange = tenant.role !== 'viewer' && (status === 'DRAFT' || status === 'SCHEDULED');
  if (!canChange) return <Navigate to="/campaigns/$id" params={{ id }} replace />;
  return <Editor key={id} campaign={campaign} />;
}

const ALL = STEPS.map(({ step }) => step);
/** Of a scheduled campaign only the time can be changed. */
const WHEN_SCHEDULED: Step[] = ['check', 'send'];

function Editor({ campaign: stored }: { campaign: Campaign }) {
  const draft = useDraft(stored);
  const search = useSearch({ from: '/shell/campaigns/$id/edit' });
  const { id, name, status, templateVersionId } = draft.campaign;
  const isDraft = status === 'DRAFT';
  const open = isDraft ? ALL : WHEN_SCHEDULED;
  const asked = search.step ?? 'content';
  const step = open.includes(asked) ? asked : 'send';
  return (
    <div className={feet.flow}>
      <PageHead
        title={name || 'Untitled campaign'}
        about={isDraft ? <>Draft · {<Saving draft={draft} />}</> : 'Scheduled'}
      >
        {isDraft && <DeleteDraft campaign={draft.campaign} />}
      </PageHead>
      <Stack pb="lg">
        <StepBar
          id={id}
          current={step}
          open={open}
          lacking={templateVersionId ? [] : ['content']}
        />
        {!isDraft && <ScheduledNotice campaign={draft.campaign} />}
        <ErrorNotice error={draft.error} shown={SHOWN[step]} retry={() => draft.flush()} />
        <StepSection key={step} step={step}>
          <Body step={step} draft={draft} />
        </StepSection>
      </Stack>
      {isDraft && <StepFeet draft={draft} current={step} />}
    </div>
  );
}

let shown: Step | null = null;

/** After a change of step the keyboard goes on at its beginning, not behind its end. */
function StepSection({ step, children }: { step: Step; children: ReactNode }) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (shown !== null && shown !== step) section.current?.focus({ preventScroll: true });
    shown = step;
  }, [step]);
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-label={STEPS[placeOf(step)]!.label}
      style={{ outline: 'none' }}
    >
      {children}
    </section>
  );
}

/** Fields whose refusal the step shows itself. */
const SHOWN: Record<Step, string[]> = {
  content: ['templateVersionId'],
  audience: [
    'audienceFilter.attributes',
    'audienceFilter.segmentId',
    'audienceFilter.projectId',
    'audienceFilter.locale',
  ],
  sender: ['name', 'subject', 'projectId', 'unsubscribeLang'],
  test: [],
  check: [],
  send: [],
};

function Body({ step, draft }: { step: Step; draft: Draft }) {
  if (step === 'content') return <ContentStep draft={draft} />;
  if (step === 'audience') return <AudienceStep draft={draft} />;
  if (step === 'sender') return <SenderStep draft={draft} />;
  if (step === 'test') return <TestStep draft={draft} />;
  if (step === 'check') return <CheckStep draft={draft} />;
  return <SendStep draft={draft} />;
}
