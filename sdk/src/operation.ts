import type { Operations } from './operations.ts';

export type OperationName = keyof Operations;
export type InputOf<K extends OperationName> = Operations[K]['input'];
export type ReplyOf<K extends OperationName> = Operations[K]['reply'];
/** Its query and its body, as the verbs take them. */
export type QueryOf<K extends OperationName> =
  InputOf<K> extends { query?: infer Q } ? NonNullable<Q> : never;
export type BodyOf<K extends OperationName> =
  InputOf<K> extends { body?: infer B } ? NonNullable<B> : never;
export type AnyInput = {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
};
