import { type RawBuilder, sql } from 'kysely';
import type { ClaimTurn } from './claimed-message.ts';

/** The part of a claim that moves its tenant's turn by what it `counted`: messages ÷ weight. */
export function chargeTurn(
  tenantId: string,
  { tenantFrom, weight }: ClaimTurn,
): RawBuilder<unknown> {
  return sql`
      insert into tenant_turns as t (tenant_id, turn)
      select ${tenantId}, ${tenantFrom}::float8 + total / ${weight}::float8
      from counted
      on conflict (tenant_id) do update
        set turn = greatest(t.turn, ${tenantFrom}) + excluded.turn - ${tenantFrom}`;
}
