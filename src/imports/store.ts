import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type {
  Column,
  Counts,
  Delimiter,
  Encoding,
  Failure,
  Format,
  ImportOptions,
  ImportState,
  Position,
} from './import.ts';

export type ImportRow = Counts & {
  id: string;
  name: string | null;
  status: ImportState;
  reason: string | null;
  format: Format;
  dryRun: boolean;
  options: ImportOptions;
  encoding: Encoding | null;
  delimiter: Delimiter | null;
  columns: Column[] | null;
  bytes: number;
  chunks: number;
  nextChunk: number;
  nextPlace: number;
  bytesDone: number;
  rows: number;
  lines: number;
  createdAt: Date;
  receivedAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
};

const COLUMNS = sql`
  id, name, status, reason, format, dry_run as "dryRun", options, encoding, delimiter, columns, bytes,
  chunks, next_chunk as "nextChunk", next_place as "nextPlace", bytes_done as "bytesDone",
  row_count as rows, line_count as lines, created_count as created, updated_count as updated,
  unchanged_count as unchanged, failed_count as failed, suppressed_count as suppressed,
  created_at as "createdAt", received_at as "receivedAt", started_at as "startedAt",
  finished_at as "finishedAt"`;

export type NewImport = {
  id: string;
  name: string | null;
  format: Format;
  dryRun: boolean;
  options: ImportOptions;
};

/** A file that begins to come in. */
export async function insertImport(tx: Tx, tenantId: string, made: NewImport): Promise<void> {
  const { id, name, format, dryRun, options } = made;
  await sql`
    insert into contact_imports (tenant_id, id, name, status, format, dry_run, options)
    values (${tenantId}, ${id}, ${name}, 'RECEIVING', ${format}, ${dryRun},
            ${JSON.stringify(options)}::jsonb)`.execute(tx);
}

export async function insertChunk(
  tx: Tx,
  tenantId: string,
  importId: string,
  { number, bytes }: { number: number; bytes: Buffer },
): Promise<void> {
  await sql`
    insert into contact_import_chunks (tenant_id, import_id, number, bytes)
    values (${tenantId}, ${importId}, ${number}, ${bytes})`.execute(tx);
}

/** What is known once the whole file is there. */
export type Received = {
  encoding: Encoding;
  delimiter: Delimiter | null;
  columns: Column[] | null;
  bytes: number;
  chunks: number;
  place: number;
  lines: number;
};

/** RECEIVING → QUEUED. Undefined when it was given up meanwhile. */
export async function setQueued(
  tx: Tx,
  tenantId: string,
  id: string,
  { encoding, delimiter, columns, bytes, chunks, place, lines }: Received,
): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    update contact_imports
    set status = 'QUEUED', received_at = now(), encoding = ${encoding}, delimiter = ${delimiter},
        columns = ${columns === null ? null : JSON.stringify(columns)}::jsonb, bytes = ${bytes},
        chunks = ${chunks}, next_place = ${place}, line_count = ${lines}
    where tenant_id = ${tenantId} and id = ${id} and status = 'RECEIVING'
    returning ${COLUMNS}`.execute(tx);
  return rows[0];
}

/** With its chunks. One that was queued stays: its file was taken in. */
export async function deleteUnqueued(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    delete from contact_imports
    where tenant_id = ${tenantId} and id = ${id} and received_at is null`.execute(tx);
}

export async function findImport(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    select ${COLUMNS} from contact_imports where tenant_id = ${tenantId} and id = ${id}`.execute(
    tx,
  );
  return rows[0];
}

/** Newest first. */
export async function selectPage(
  tx: Tx,
  tenantId: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select ${COLUMNS} from contact_imports where tenant_id = ${tenantId}
    order by id desc offset ${offset} limit ${limit}`.execute(tx);
  return rows;
}

export async function countImports(tx: Tx, tenantId: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from contact_imports where tenant_id = ${tenantId}`.execute(tx);
  return rows[0]!.total;
}

/** The tenant's oldest import that isn't through, RUNNING from now on. */
export async function startOldest(tx: Tx, tenantId: string): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    update contact_imports
    set status = 'RUNNING', started_at = coalesce(started_at, now())
    where tenant_id = ${tenantId} and id = (
      select id from contact_imports
      where tenant_id = ${tenantId} and status in ('QUEUED', 'RUNNING')
      order by id limit 1)
      and status in ('QUEUED', 'RUNNING')
    returning ${COLUMNS}`.execute(tx);
  return rows[0];
}

export async function findChunk(
  tx: Tx,
  tenantId: string,
  importId: string,
  number: number,
): Promise<Buffer | undefined> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select bytes from contact_import_chunks
    where tenant_id = ${tenantId} and import_id = ${importId} and number = ${number}`.execute(tx);
  return rows[0]?.bytes;
}

/**
 * The commit of this transaction doesn't wait for the disk: it took a fifth of a batch's time. A database that
 * dies within that half second has lost the batch and the move behind it together, so the batch is done again;
 * any later commit that does wait, as that of the import's end, makes this one durable too.
 */
export async function commitWithoutWaiting(tx: Tx): Promise<void> {
  await sql`set local synchronous_commit = off`.execute(tx);
}

/**
 * Counts a batch and moves to behind it. False when the import isn't RUNNING at its beginning any more: it
 * was cancelled, or somebody else has done these rows; the caller's transaction must not commit then.
 */
export async function moveOn(
  tx: Tx,
  tenantId: string,
  id: string,
  { from, to, lines, counts }: { from: Position; to: Position; lines: number; counts: Counts },
): Promise<boolean> {
  const { created, updated, unchanged, failed, suppressed } = counts;
  const { numAffectedRows } = await sql`
    update contact_imports
    set next_chunk = ${to.chunk}, next_place = ${to.place}, line_count = ${lines},
        bytes_done = bytes * ${to.chunk}::bigint / greatest(chunks, 1),
        row_count = row_count + ${created + updated + unchanged + failed},
        created_count = created_count + ${created}, updated_count = updated_count + ${updated},
        unchanged_count = unchanged_count + ${unchanged}, failed_count = failed_count + ${failed},
        suppressed_count = suppressed_count + ${suppressed}
    where tenant_id = ${tenantId} and id = ${id} and status = 'RUNNING'
      and next_chunk = ${from.chunk} and next_place = ${from.place}`.execute(tx);
  return numAffectedRows === 1n;
}

/** An end: only from one of the states `from`. Undefined when it isn't in one of them. */
export async function setEnded(
  tx: Tx,
  tenantId: string,
  id: string,
  {
    status,
    reason = null,
    from,
  }: { status: ImportState; reason?: string | null; from: ImportState[] },
): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    update contact_imports
    set status = ${status}, reason = ${reason}, finished_at = now(),
        bytes_done = case when ${status} = 'DONE' then bytes else bytes_done end
    where tenant_id = ${tenantId} and id = ${id} and status = any(${from}::text[])
    returning ${COLUMNS}`.execute(tx);
  return rows[0];
}

export async function deleteChunks(tx: Tx, tenantId: string, importId: string): Promise<void> {
  await sql`
    delete from contact_import_chunks
    where tenant_id = ${tenantId} and import_id = ${importId}`.execute(tx);
}

/** Each with the normalised address, if it has one. */
export async function insertFailures(
  tx: Tx,
  tenantId: string,
  importId: string,
  failures: (Failure & { address: string | null })[],
): Promise<void> {
  await sql`
    insert into contact_import_failures (tenant_id, import_id, row_number, line, email, address, message)
    select ${tenantId}, ${importId}, f."row", f.line, f.email, f.address, f.message
    from json_to_recordset(${JSON.stringify(failures)}::json) as f(
      "row" bigint, line bigint, email text, address text, message text)`.execute(tx);
}

/** In the order of the file, behind the row `after`. */
export async function selectFailures(
  tx: Tx,
  tenantId: string,
  importId: string,
  { after, limit }: { after: number; limit: number },
): Promise<Failure[]> {
  const { rows } = await sql<Failure>`
    select row_number as "row", line, email, message from contact_import_failures
    where tenant_id = ${tenantId} and import_id = ${importId} and row_number > ${after}
    order by row_number limit ${limit}`.execute(tx);
  return rows;
}

/** Remembers who came with the import; who is known to have stays. Ids may repeat. */
export async function insertMembers(
  tx: Tx,
  tenantId: string,
  importId: string,
  contactIds: string[],
): Promise<void> {
  // One text, not an array: the driver quotes each element of those.
  await sql`
    insert into contact_import_members (tenant_id, import_id, contact_id)
    select ${tenantId}, ${importId}, id::uuid
    from unnest(string_to_array(${contactIds.join(',')}, ',')) as id
    on conflict do nothing`.execute(tx);
}

/** How many of these addresses, as often as they stand there, are suppressed. */
export async function countSuppressed(
  tx: Tx,
  tenantId: string,
  suppressionKey: Buffer,
  addresses: string[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from unnest(${addresses}::text[]) as given (email)
    where exists (select from suppressions where tenant_id = ${tenantId})
      and exists (
        select from suppressions s
        where s.tenant_id = ${tenantId} and s.address_hash = address_hash(${suppressionKey}, given.email))`.execute(
    tx,
  );
  return rows[0]!.count;
}
