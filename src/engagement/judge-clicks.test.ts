import { describe, expect, it } from 'vitest';
import { type Click, judgeClicks } from './judge-clicks.ts';

// P47: which clicks are a person's.

const ACCEPTED = new Date('2026-05-01T09:00:00.000Z');
/** Clicks as `link@milliseconds after the acceptance`. */
function clicks(...spelled: string[]): Click[] {
  return spelled.map((text) => {
    const [linkId, ms] = text.split('@') as [string, string];
    return {
      ...{ id: text, linkId, automated: null },
      createdAt: new Date(ACCEPTED.getTime() + Number(ms)),
    };
  });
}

/** The ids of those that are taken for a machine's. */
function machines(all: Click[], links: number, acceptedAt: Date | null = ACCEPTED): string[] {
  const verdicts = judgeClicks(all, { acceptedAt, links });
  return verdicts.filter(({ automated }) => automated).map(({ id }) => id);
}

describe('clicks of one message', () => {
  it.each([
    ['within 2 s of the acceptance', ['a@1999', 'a@2000'], 5, ['a@1999']],
    ['one link again and again', ['a@9000', 'a@9100', 'a@9200'], 5, []],
    ['two of five links within a second', ['a@9000', 'b@9900'], 5, []],
    ['both of two links within a second', ['a@9000', 'b@10000'], 2, ['a@9000', 'b@10000']],
    ['both of two links, slowly', ['a@9000', 'b@10001'], 2, []],
    [
      'three of many within a second',
      ['a@9000', 'b@9500', 'c@10000'],
      9,
      ['a@9000', 'b@9500', 'c@10000'],
    ],
    ['three of many, slowly', ['a@9000', 'b@9600', 'c@10200'], 9, []],
    [
      'a person after a scanner',
      ['a@9000', 'b@9001', 'c@9002', 'a@60000'],
      9,
      ['a@9000', 'b@9001', 'c@9002'],
    ],
    ['the only link', ['a@9000'], 1, []],
  ])('%s', (_, spelled, links, expected) => {
    expect(machines(clicks(...spelled), links)).toEqual(expected);
  });

  it('of a message that nobody knows to be accepted are a machine’s', () => {
    expect(machines(clicks('a@9000'), 5, null)).toEqual(['a@9000']);
  });

  it('are judged once, with those that were judged before', () => {
    const [a, b] = clicks('a@9000', 'b@9500') as [Click, Click];
    const all = [{ ...a, automated: true }, b];
    expect(judgeClicks(all, { acceptedAt: ACCEPTED, links: 2 })).toEqual([
      { id: 'b@9500', automated: true },
    ]);
  });
});
