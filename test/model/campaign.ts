import { expect } from 'vitest';
import { expected, reach, type State, type Verb } from './rules.ts';

/** What the model knows of one campaign. */
export class ModelCampaign {
  readonly id: string;
  /** Its audience: the group that people of it are in; null: everyone. */
  group: string | null;
  /** As it was seen last. */
  state: State = 'DRAFT';
  /** Its time has come: a job may start it any moment. */
  due = false;
  /** How often somebody had failures or doubts sent again. */
  again = 0;
  /** Contacts that may, and that must, be in the ledger; null until it can have started. */
  audience: { may: Set<string>; must: Set<string>; known: Set<string> | null } | null = null;
  isFrozen = false;

  constructor(id: string, group: string | null) {
    this.id = id;
    this.group = group;
  }

  get #near(): State[] {
    return reach(this.state, this.due);
  }

  /**
   * The reply to a request has to be that of a state it can be in, and tells in which. `moved`: the
   * request restarted an ended campaign.
   */
  answered(verb: Verb, code: number, refusal: number | null = null, moved = false): void {
    const cases = this.#near.map((state) => expected(verb, state, refusal));
    const fitting = cases.filter((one) => one.code === code);
    expect(
      cases.map((one) => one.code),
      `${verb} while ${this.#near}`,
    ).toContain(code);
    // Of several that fit, the first: what follows from it includes what follows from the others.
    this.state = fitting[0]!.to;
    if (moved && this.state === 'SENT') this.state = 'SENDING';
    if (this.state !== 'SCHEDULED' || (verb === 'schedule' && code === 200)) this.due = false;
  }

  /** It was seen in this state. */
  seen(state: State): void {
    expect(this.#near, `${this.id} was ${this.state}`).toContain(state);
    this.state = state;
    if (state !== 'SCHEDULED') this.due = false;
  }

  /** It may start from now on, with these contacts in; later ones, if `known`, can't be in. */
  starts(now: Set<string>, known: Set<string> | null): void {
    this.audience = { may: new Set(now), must: new Set(now), known };
  }

  /** Until the audience is frozen, who comes may be in it and who leaves may not. */
  follow(now: Set<string>): void {
    if (!this.audience || this.isFrozen) return;
    const { may, must, known } = this.audience;
    for (const id of now) if (!known || known.has(id)) may.add(id);
    for (const id of must) if (!now.has(id)) must.delete(id);
  }
}
