import type { Database, Tx } from '../../src/db/database.ts';

/** What `ask` answers in a transaction, of which nothing stays: for what a running process must not see. */
export async function supposing<T>(db: Database, ask: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await db.engine.startTransaction().execute();
  try {
    return await ask(tx);
  } finally {
    await tx.rollback().execute();
  }
}
