import { startBundled, startSink } from './start-sink.ts';
import { runBaseline, runRaw } from './scenarios/senders.ts';
import { runProgram } from './programs.ts';
const sinks = [await startBundled(false), await startBundled(true), await startSink()];
for (const sink of sinks) {
  for (let i = 0; i < 2; i++) {
    const f = await runRaw('raw', sink, 100_000);
    console.log(sink.name, Math.round(f.count / f.seconds), f.cpu, f.peakBytes / 1e6);
  }
  if (!sink.ca) { const b = await runBaseline('baseline', sink, 10_000);
  console.log('baseline', Math.round(b.count / b.seconds), b.cpu, b.peakBytes / 1e6);}
}
console.log(await runProgram('raw', {smtpUrl:`smtp://127.0.0.1:${sinks[0].port}?tls=off`,connections:16,count:100000}));
for (const s of sinks) await s.stop();
