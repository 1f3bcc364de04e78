/** What there is to say of parts, by their keys: what is wrong with them, why they are slow. */
export type Told = { faults: Map<string, string>; slow: Map<string, string> };
