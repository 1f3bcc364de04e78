// Loaded before everything else (`node --import`): this process's clock is off by CLOCK_OFF_MS, and after
// CLOCK_STEPS_BACK_AFTER_MS it goes back by an hour. All of Date, as a wrong clock of the machine is.

const real = Date;
const off = Number(process.env.CLOCK_OFF_MS ?? 0);
const backAfter = Number(process.env.CLOCK_STEPS_BACK_AFTER_MS ?? Number.POSITIVE_INFINITY);
const HOUR = 3_600_000;

function now(): number {
  const back = performance.now() > backAfter ? HOUR : 0;
  return real.now() + off - back;
}

globalThis.Date = new Proxy(real, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new real(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});

function tell(): void {
  const minutes = Math.round((Date.now() - performance.timeOrigin - performance.now()) / 60_000);
  process.stderr.write(`this clock is off by ${minutes} minutes\n`);
}

tell();
if (Number.isFinite(backAfter)) setTimeout(tell, backAfter + 100).unref();
