import { type Figure, figureOf } from '../figure.ts';
import { cpuSeconds } from '../proc.ts';
import { type Measured, runProgram } from '../programs.ts';
import { CONNECTIONS } from '../settings.ts';
import type { Sink } from '../start-sink.ts';

/** Our SMTP client with messages composed before: the ceiling. */
export async function runRaw(name: string, sink: Sink, count: number): Promise<Figure> {
  const smtpUrl = `smtp://${sink.host}:${sink.port}${sink.ca ? '?tls=required&insecure=1' : '?tls=off'}`;
  return measureAgainst(name, sink, count, 'raw', { smtpUrl, connections: CONNECTIONS, count });
}

/** nodemailer's pooled transport with the same content. */
export async function runBaseline(name: string, sink: Sink, count: number): Promise<Figure> {
  const { host, port } = sink;
  return measureAgainst(name, sink, count, 'baseline', {
    ...{ host, port, count },
    connections: CONNECTIONS,
  });
}

async function measureAgainst(
  name: string,
  sink: Sink,
  count: number,
  program: string,
  input: unknown,
): Promise<Figure> {
  const sinkBefore = cpuSeconds(sink.pid);
  const takenBefore = await sink.accepted();
  const measured = await runProgram<Measured>(program, input);
  await requireTaken(sink, takenBefore, count);
  const others = { sink: cpuSeconds(sink.pid) - sinkBefore };
  return figureOf(name, 'messages/s', count, measured, others);
}

/** A figure whose messages didn't arrive is none. */
export async function requireTaken(
  sink: Sink,
  before: number | null,
  count: number,
): Promise<void> {
  const after = await sink.accepted();
  if (before === null || after === null || after - before === count) return;
  throw new Error(`the sink took ${after - before} messages instead of ${count}`);
}
