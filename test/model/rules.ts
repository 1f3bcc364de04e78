import type { CampaignState } from '../../src/campaigns/campaign.ts';

/** A campaign's state as the API shows it; GONE: a draft that was deleted. */
export type State = CampaignState | 'GONE';

const same = (...states: State[]) => Object.fromEntries(states.map((state) => [state, state]));
const ALL = same('DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED', 'SENT', 'CANCELLED');

/**
 * contract.md, Campaigns, in our own words and not in the code's: from which states a request is
 * granted, with which status code, and what the campaign is right after.
 */
const RULES = {
  edit: { code: 200, from: same('DRAFT') },
  delete: { code: 200, from: { DRAFT: 'GONE' } },
  schedule: { code: 200, from: { DRAFT: 'SCHEDULED', SCHEDULED: 'SCHEDULED' } },
  send: { code: 202, from: { DRAFT: 'SENDING', SCHEDULED: 'SENDING' } },
  pause: { code: 200, from: { SENDING: 'PAUSED' } },
  resume: { code: 200, from: { PAUSED: 'SENDING' } },
  cancel: {
    code: 200,
    from: {
      ...{ DRAFT: 'CANCELLED', SCHEDULED: 'CANCELLED' },
      ...{ SENDING: 'CANCELLED', PAUSED: 'CANCELLED' },
    },
  },
  again: { code: 202, from: same('SENDING', 'PAUSED', 'SENT') },
  leave: { code: 202, from: ALL },
  duplicate: { code: 201, from: ALL },
  test: { code: 200, from: ALL },
} satisfies Record<string, { code: number; from: Partial<Record<State, State>> }>;

export type Verb = keyof typeof RULES;
export type Expected = { code: number; to: State };

/** What a request is answered in a state. `refusal`: why it is refused where the state allows it. */
export function expected(verb: Verb, state: State, refusal: number | null): Expected {
  if (state === 'GONE') return { code: 404, to: state };
  const { code, from } = RULES[verb] as { code: number; from: Partial<Record<State, State>> };
  const to = from[state];
  if (to === undefined) return { code: 409, to: state };
  return refusal === null ? { code, to } : { code: refusal, to: state };
}

/** The states that a campaign may come to by itself. `due`: its time has come, and may start it. */
export function reach(state: State, due: boolean): State[] {
  if (state === 'SENDING') return ['SENDING', 'SENT'];
  if (state === 'SCHEDULED' && due) return ['SCHEDULED', 'SENDING', 'SENT'];
  return [state];
}
