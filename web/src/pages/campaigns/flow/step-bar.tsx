import { Button, Menu, Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import classes from './step-bar.module.css';
import { placeOf, STEPS, type Step } from './steps.ts';

type Way = { id: string; current: Step; open: Step[]; lacking: Step[] };

/** The way through the flow: every step is a link; on a phone they are behind the one that is shown. */
export function StepBar(way: Way) {
  return (
    <nav aria-label="Steps">
      <AllSteps {...way} />
      <OneStep {...way} />
    </nav>
  );
}

function AllSteps({ id, current, open, lacking }: Way) {
  const place = placeOf(current);
  return (
    <ol className={classes.bar}>
      {STEPS.map(({ step, label }, i) => (
        <li key={step}>
          <Link
            to="/campaigns/$id/edit"
            params={{ id }}
            search={{ step }}
            disabled={!open.includes(step)}
            aria-current={step === current ? 'step' : undefined}
            className={classes.step}
          >
            <span className={classes.mark} aria-hidden>
              {i < place && !lacking.includes(step) ? '✓' : i + 1}
            </span>
            {label}
          </Link>
        </li>
      ))}
    </ol>
  );
}

function OneStep({ id, current, open }: Way) {
  const place = placeOf(current);
  return (
    <div className={classes.place}>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <Button variant="transparent" c="var(--mantine-color-text)" px={0} size="compact-sm">
            Step {place + 1} of {STEPS.length}: {STEPS[place]!.label} ▾
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {STEPS.filter(({ step }) => open.includes(step)).map(({ step, label }) => (
            <Menu.Item
              key={step}
              renderRoot={(props) => (
                <Link to="/campaigns/$id/edit" params={{ id }} search={{ step }} {...props} />
              )}
            >
              {placeOf(step) + 1}. {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Progress value={(100 * (place + 1)) / STEPS.length} size="xs" mt={4} aria-hidden />
    </div>
  );
}
