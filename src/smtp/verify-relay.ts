import type { LookupFunction } from 'node:net';
import { Dialogue } from './dialogue.ts';
import { faultOfError, LaneFault } from './fault.ts';
import { openConnection } from './handshake.ts';
import { relayName, type SmtpTarget } from './target.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from './timeouts.ts';
import { Transcript, type TranscriptLine } from './transcript.ts';

export type Verification = {
  /** Why mail would not go; null when it would. */
  fault: string | null;
  /** The step at which it ended: see Transcript. */
  step: string;
  lines: TranscriptLine[];
};

// A person waits for the answer.
const STAGE_MS = 10_000;
const ALL_MS = 30_000;
const TIMEOUTS = Object.fromEntries(
  Object.keys(DEFAULT_TIMEOUTS).map((stage) => [stage, STAGE_MS]),
) as Timeouts;

/**
 * Holds a whole conversation with a relay, but for mail: connects, greets, secures, authenticates, NOOP,
 * RSET, QUIT. At most 10 s a stage, 30 s in all. Never throws.
 */
export async function verifyRelay(
  target: SmtpTarget,
  { lookup, timeouts }: { lookup?: LookupFunction | undefined; timeouts?: Partial<Timeouts> } = {},
): Promise<Verification> {
  const transcript = new Transcript(target.user, target.password);
  const signal = AbortSignal.timeout(ALL_MS);
  const options = { timeouts: { ...TIMEOUTS, ...timeouts }, signal, transcript, ehloName: null };
  try {
    const { socket } = await openConnection(target, { ...options, ...(lookup && { lookup }) });
    const dialogue = new Dialogue(socket, relayName(target), signal, transcript);
    try {
      await idleCommands(dialogue, relayName(target), options.timeouts);
    } finally {
      dialogue.end();
      socket.destroy();
    }
    return { fault: null, step: transcript.step, lines: transcript.lines };
  } catch (error) {
    const late = `relay ${relayName(target)} took more than ${ALL_MS / 1_000} s in all`;
    const reason = signal.aborted ? late : faultOfError(relayName(target), error as Error).message;
    return { fault: transcript.hide(reason), step: transcript.step, lines: transcript.lines };
  }
}

/** What changes nothing, so that a relay that lets us in and then refuses is found out. */
async function idleCommands(dialogue: Dialogue, relay: string, { rset, quit }: Timeouts) {
  for (const command of ['NOOP', 'RSET']) {
    const reply = await dialogue.command(command, command, rset);
    // Some small servers don't know NOOP, and nobody needs it.
    const isUnknown = reply.code >= 500 && reply.code <= 504;
    if (reply.code >= 400 && !isUnknown) {
      throw LaneFault.byReply('stop', `relay ${relay} refused ${command}`, reply.text);
    }
  }
  // Whoever hangs up without a word of goodbye has taken everything else.
  await dialogue.command('QUIT', 'QUIT', quit).catch(() => {});
}
