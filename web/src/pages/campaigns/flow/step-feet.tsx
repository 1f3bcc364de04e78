import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { ButtonLink } from '../../../ui/text-link.tsx';
import classes from './step-feet.module.css';
import { placeOf, STEPS, type Step } from './steps.ts';
import type { Draft } from './use-draft.ts';

/** Back and on. What was typed is saved on the way; a refusal keeps its step open. */
export function StepFeet({ draft, current }: { draft: Draft; current: Step }) {
  const navigate = useNavigate({ from: '/campaigns/$id/edit' });
  const place = placeOf(current);
  const before = STEPS[place - 1];
  const after = STEPS[place + 1];
  const { id } = draft.campaign;
  const goOn = async (step: Step) => {
    if (await draft.flush()) await navigate({ search: { step } });
  };
  return (
    <div className={classes.feet}>
      {before ? (
        <ButtonLink
          variant="default"
          to="/campaigns/$id/edit"
          params={{ id }}
          search={{ step: before.step }}
        >
          Back
        </ButtonLink>
      ) : (
        <span />
      )}
      {after && <Button onClick={() => goOn(after.step)}>Next: {after.label}</Button>}
    </div>
  );
}
