import { Progress, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import classes from './step-bar.module.css';
import { placeOf, STEPS, type Step } from './steps.ts';

/** The way through the flow: every step is a link, and on a phone one line says where it is. */
export function StepBar({ id, current, open }: { id: string; current: Step; open: Step[] }) {
  const place = placeOf(current);
  return (
    <>
      <nav aria-label="Steps" className={classes.bar}>
        <ol>
          {STEPS.map(({ step, label }, i) => (
            <li key={step} data-done={i < place || undefined}>
              <Link
                to="/campaigns/$id/edit"
                params={{ id }}
                search={{ step }}
                disabled={!open.includes(step)}
                aria-current={step === current ? 'step' : undefined}
                className={classes.step}
              >
                <span className={classes.mark} aria-hidden>
                  {i < place ? '✓' : i + 1}
                </span>
                {label}
              </Link>
            </li>
          ))}
        </ol>
      </nav>
      <div className={classes.place}>
        <Text size="sm" mb={6}>
          Step {place + 1} of {STEPS.length}: <strong>{STEPS[place]!.label}</strong>
        </Text>
        <Progress value={(100 * (place + 1)) / STEPS.length} size="xs" aria-hidden />
      </div>
    </>
  );
}
