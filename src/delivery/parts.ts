/** A campaign whose turn it may be, and the lane that its mail takes. */
export type Candidate<L> = { tenantId: string; weight: number; lane: L };

/**
 * Which part of its lane each campaign gets, in (0, 1]: by weight between the tenants in it, equally
 * between the campaigns of a tenant. A campaign that is alone gets all of it.
 */
export function partsOf<L>(candidates: Candidate<L>[]): number[] {
  const tenants = new Map<L, Map<string, { weight: number; campaigns: number }>>();
  for (const { lane, tenantId, weight } of candidates) {
    const inLane = tenants.get(lane) ?? new Map();
    tenants.set(lane, inLane);
    const campaigns = (inLane.get(tenantId)?.campaigns ?? 0) + 1;
    inLane.set(tenantId, { weight, campaigns });
  }
  return candidates.map(({ lane, tenantId }) => {
    const inLane = tenants.get(lane)!;
    const all = [...inLane.values()].reduce((sum, { weight }) => sum + weight, 0);
    const own = inLane.get(tenantId)!;
    return own.weight / all / own.campaigns;
  });
}

/** The smallest part that anybody has of each candidate's lane. */
export function leastOf<L>(candidates: { lane: L; part: number }[]): number[] {
  const least = new Map<L, number>();
  for (const { lane, part } of candidates) {
    least.set(lane, Math.min(part, least.get(lane) ?? 1));
  }
  return candidates.map(({ lane }) => least.get(lane)!);
}
