import { Command } from 'commander';
import { resumeAll, showHeld } from '../delivery/heartbeat.ts';
import { print, withDatabase } from './manage.ts';

/** `resume`: the operator's go after the database slept, or was moved (P13). */
export function resumeCommand(): Command {
  return new Command('resume')
    .description('Send what waits because the database slept, or is not where it last ran')
    .option('--show', 'only say what waits, and why')
    .option('--json', 'answer as JSON')
    .action(({ show, json }: { show?: boolean; json?: boolean }) =>
      withDatabase(async (db) => {
        const held = await showHeld(db);
        if (show) return print(json, held, held ? heldLine(held) : 'nothing waits');
        const went = await resumeAll(db);
        print(json, went, held ? wentLine(held, went) : 'nothing waited');
      }),
    );
}

type Counts = { campaigns: number; emails: number };
type Waiting = Counts & { why: string };

export function heldLine(held: Waiting): string {
  return `${counted(held)} wait for \`pressrun resume\`. ${held.why}`;
}

function wentLine(held: Counts, went: Counts): string {
  const line = `${counted(went) || 'nothing'} may go`;
  const stayed = some(held.campaigns - went.campaigns, 'campaign');
  return stayed ? `${line}; paused with a reason of its own: ${stayed}` : line;
}

function counted({ campaigns, emails }: Counts): string {
  return [some(campaigns, 'campaign'), some(emails, 'email')].filter(Boolean).join(' and ');
}

function some(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
