import type { Ajv2020 } from 'ajv/dist/2020.js';
import { DOCUMENT, documentedReply, goodStatus, type Operation, resolve } from './operations.ts';

type Media = { schema: { examples?: unknown[] }; example?: unknown };

/** What openapi.json leaves a reader of this operation in the dark about; nothing when all is said. */
export function gapsOf(operation: Operation, ajv: Ajv2020): string[] {
  return [
    ...accessGaps(operation),
    ...bodyGaps(operation, ajv),
    ...answerGaps(operation, ajv),
    ...refusalGaps(operation, ajv),
  ];
}

/** A scheme that the document knows and a scope or role, or on purpose none of both. */
function accessGaps({ scope, session, source }: Operation): string[] {
  const ways: object[] = source.security ?? [];
  const schemes = ways.flatMap(Object.keys);
  const isOptional = ways.some((way) => Object.keys(way).length === 0);
  const known = Object.keys(DOCUMENT.components.securitySchemes);
  const gaps = schemes.filter((name: string) => !known.includes(name));
  if (source.security === undefined) gaps.push('security is missing');
  if (schemes.length > 0 && !isOptional && !scope && !session)
    gaps.push('names no scope and no session');
  return gaps;
}

function bodyGaps({ source }: Operation, ajv: Ajv2020): string[] {
  const content = Object.entries<Media>(source.requestBody?.content ?? {});
  return content.flatMap(([type, media]) => exampleGaps(`body ${type}`, media, ajv));
}

/** Just one good status, whose answer has something in it: an empty one breaks clients. */
function answerGaps(operation: Operation, ajv: Ajv2020): string[] {
  const good = Object.keys(operation.source.responses).filter((status) => status.startsWith('2'));
  if (good.length !== 1) return [`has ${good.length} good answers`];
  const content = Object.entries<Media>(documentedReply(operation, Number(good[0])).content ?? {});
  if (content.length === 0) return ['its good answer has no content'];
  return content
    .filter(([type]) => type === 'application/json')
    .flatMap(([type, media]) => exampleGaps(`${good[0]} ${type}`, media, ajv));
}

function exampleGaps(where: string, { schema, ...media }: Media, ajv: Ajv2020): string[] {
  const example = media.example ?? schema.examples?.[0];
  if (example === undefined) return [`${where}: no example`];
  const resolved = resolve(schema);
  return ajv.validate(resolved, example) ? [] : [`${where}: example ${ajv.errorsText()}`];
}

function refusalGaps(operation: Operation, ajv: Ajv2020): string[] {
  return expectedRefusals(operation).flatMap((status) => {
    const reply = documentedReply(operation, status);
    const media: Media | undefined = reply?.content?.['application/problem+json'];
    return media ? exampleGaps(`${status}`, media, ajv) : [`${status} is not described`];
  });
}

/** The statuses of the contract (Errors) that a request of this kind can meet. */
export function expectedRefusals(operation: Operation): number[] {
  const { method, pathParameters } = operation;
  const writes = method !== 'GET';
  const hasBody = operation.source.requestBody !== undefined;
  return [
    ...[400, 401, 403, 429, 431, 503],
    ...(pathParameters.length > 0 ? [404] : []),
    ...(writes ? [409, 413, 415] : []),
    ...(hasBody && goodStatus(operation) < 300 && method !== 'DELETE' ? [422] : []),
  ];
}
