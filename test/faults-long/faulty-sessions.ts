import type { SinkAction, SinkScript, SinkStage, SinkStep } from '../support/smtp-script.ts';
import type { Random } from './seed.ts';

/** What goes wrong in one session: the first time that `stage` comes at or after `message`. */
type Fault = { stage: SinkStage; message: number; action: SinkAction; kind: string };

/** A relay that closes each session after so many messages, so that there are many of them. */
const PER_SESSION = 15;
const STAGES: SinkStage[] = ['banner', 'ehlo', 'mail', 'rcpt', 'data', 'dot'];
const REFUSED_AT: SinkStage[] = ['mail', 'rcpt', 'data', 'dot'];

/** The script of P35, and what it did. */
export type FaultySessions = {
  script: SinkScript;
  /** How many sessions went wrong, by kind. */
  counts: Map<string, number>;
  /** Whose message was accepted in a session whose word the client didn't get. */
  inDoubt: Set<string>;
  sessions: Set<number>;
};

/** In `percent` of the sessions something goes wrong, at a random message and stage. */
export function faultySessions(random: Random, percent: number): FaultySessions {
  const plans = new Map<number, Fault | null>();
  const counts = new Map<string, number>();
  const inDoubt = new Set<string>();
  const sessions = new Set<number>();
  const script = (step: SinkStep): SinkAction | undefined => {
    sessions.add(step.connection);
    if (!plans.has(step.connection)) {
      plans.set(step.connection, random.between(1, 100) <= percent ? someFault(random) : null);
    }
    const fault = plans.get(step.connection);
    if (fault && fault.stage === step.stage && step.message >= fault.message) {
      plans.set(step.connection, null);
      counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
      const { hang, cut, pieceMs } = fault.action;
      if (step.stage === 'dot' && (hang || cut || pieceMs)) inDoubt.add(step.rcptTo);
      return fault.action;
    }
    if (step.stage === 'dot' && step.message >= PER_SESSION) return { close: true };
    return undefined;
  };
  return { script, counts, inDoubt, sessions };
}

function someFault(random: Random): Fault {
  const kind = oneOf(random, ['421', '450', '451', '452', 'hang', 'reset', 'slow']);
  if (kind === '421') return at(random, STAGES, kind, { reply: '421 4.3.2 not now' });
  if (kind === 'hang') return at(random, STAGES, kind, { hang: true });
  if (kind === 'slow') return at(random, STAGES, kind, { pieceMs: 1_000 });
  if (kind === 'reset') return at(random, ['body', 'body', 'dot'], kind, { cut: 'reset' });
  return at(random, REFUSED_AT, kind, { reply: `${kind} 4.2.0 later` });
}

function at(random: Random, stages: SinkStage[], kind: string, action: SinkAction): Fault {
  const stage = oneOf(random, stages);
  const isGreeting = stage === 'banner' || stage === 'ehlo';
  const message = isGreeting ? 0 : random.between(1, PER_SESSION - 3);
  return { stage, message, action, kind };
}

function oneOf<T>(random: Random, choices: T[]): T {
  return choices[random.between(0, choices.length - 1)]!;
}
