/** What there is to say of parts, by their keys: what is wrong with them, why they are slow. */
export type Told = {
  faults: Map<string, string>;
  slow: Map<string, string>;
  /** From then on there is room for faults: one that goes must not move the button that is being pressed. */
  hasRoom: boolean;
};
