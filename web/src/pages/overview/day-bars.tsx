import { Text, Tooltip, VisuallyHidden } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { count } from '../../ui/times.tsx';
import classes from './day-bars.module.css';

type Day = ReplyOf<'getDailyStats'>['data'][number];

/** Pixels, with the line of dates. */
export const BARS_HEIGHT = 152;

const name = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const nameOf = ({ at }: Day) => name.format(new Date(at));

/**
 * A bar for each day; drawn with boxes, for a library of charts would be larger than this whole page. Who
 * doesn't see it gets the same as a table.
 */
export function DayBars({ days }: { days: Day[] }) {
  const most = Math.max(1, ...days.map(({ sent, failed }) => sent + failed));
  return (
    <>
      <div className={classes.bars} aria-hidden>
        {days.map((day) => (
          <Tooltip key={day.at} label={words(day)} withArrow>
            <div className={classes.day}>
              <div className={classes.failed} style={{ height: `${(100 * day.failed) / most}%` }} />
              <div className={classes.sent} style={{ height: `${(100 * day.sent) / most}%` }} />
            </div>
          </Tooltip>
        ))}
      </div>
      <div className={classes.dates} aria-hidden>
        {[days[0]!, days[Math.floor(days.length / 2)]!, days.at(-1)!].map((day) => (
          <Text key={day.at} size="xs" c="dimmed">
            {nameOf(day)}
          </Text>
        ))}
      </div>
      <VisuallyHidden>
        <table>
          <caption>Mail of the last days</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Sent</th>
              <th scope="col">Failed</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.at}>
                <th scope="row">{nameOf(day)}</th>
                <td>{count(day.sent)}</td>
                <td>{count(day.failed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </>
  );
}

function words(day: Day): string {
  const failed = day.failed > 0 ? `, ${count(day.failed)} failed` : '';
  return `${nameOf(day)}: ${count(day.sent)} sent${failed}`;
}
