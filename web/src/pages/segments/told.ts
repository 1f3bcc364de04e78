/** What there is to say of parts, by their keys: what is wrong with them, why they are slow. */
export type Told = {
  faults: Map<string, string>;
  slow: Map<string, string>;
  /** Parts that were at fault at the last try: when one isn't any more, what is below it stays where it is. */
  room: ReadonlySet<string>;
};
