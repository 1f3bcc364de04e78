import { expect, test } from 'vitest';
import { Blame } from './blame.ts';
import { judgeRefusal, type Outcome } from './outcome.ts';

const goodbye = judgeRefusal(421, '421 4.7.1 not this one') as Extract<Outcome, { kind: 'later' }>;
const scopes = (blame: Blame, ...recipients: string[]) =>
  recipients.map((rcptTo) => {
    const outcome = blame.judge(rcptTo, goodbye);
    return outcome.kind === 'later' ? outcome.scope : outcome.kind;
  });

test('a relay that has accepted nothing is to blame itself, whoever is talked about (P38)', () => {
  const blame = new Blame();
  expect(scopes(blame, 'a', 'b', 'a', 'b', 'c')).toEqual(Array(5).fill('lane'));
});

test('each acceptance is proof for one suspect: a relay that falls over makes one', () => {
  const blame = new Blame();
  blame.accepted();
  blame.accepted();
  expect(scopes(blame, 'a', 'b', 'c')).toEqual(['suspect', 'lane', 'lane']);
  blame.accepted();
  expect(scopes(blame, 'a')).toEqual(['suspect']);
});

test('four times in a row at the same message, without proof: others go first', () => {
  const blame = new Blame();
  expect(scopes(blame, 'a', 'a', 'a', 'a', 'a', 'b', 'a')).toEqual([
    ...['lane', 'lane', 'lane', 'aside', 'aside', 'lane', 'lane'],
  ]);
  blame.accepted();
  expect(scopes(blame, 'a', 'a')).toEqual(['suspect', 'lane']);
});
