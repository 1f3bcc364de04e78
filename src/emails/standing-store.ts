import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { MessageState } from '../messages/message.ts';

/** Where one email stands. */
export type Standing = {
  messageId: number;
  status: MessageState;
  attempts: number;
  reason: string | null;
  fromAddress: string;
};

export async function findStanding(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Standing | undefined> {
  const { rows } = await sql<Standing>`
    select e.message_id as "messageId", m.status, m.attempts, m.reason,
           e.from_address as "fromAddress"
    from emails e
    join messages m on m.tenant_id = e.tenant_id and m.id = e.message_id
    where e.tenant_id = ${tenantId} and e.id = ${id}`.execute(tx);
  return rows[0];
}

/** To whom an email went; null after an erasure, undefined when there is no such email. */
export async function findAddress(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ address: string | null } | undefined> {
  const { rows } = await sql<{ address: string | null }>`
    select to_address as address from emails where tenant_id = ${tenantId} and id = ${id}`.execute(
    tx,
  );
  return rows[0];
}
