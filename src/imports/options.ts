import { refuseBrokenText } from '../http/json-body.ts';
import { invalidField } from '../lib/errors.ts';
import { attributeName, FIELDS } from './columns.ts';
import type { Delimiter, Encoding, Format, ImportOptions, Mapping } from './import.ts';
import type { ImportQuery } from './schemas.ts';

const DELIMITER_BY_NAME = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;
export type DelimiterName = keyof typeof DELIMITER_BY_NAME;

/** What was asked for; null: to be found out from the file. */
export type Asked = {
  name: string | null;
  format: Format;
  dryRun: boolean;
  delimiter: Delimiter | null;
  encoding: Encoding | null;
  options: ImportOptions;
};

/** Reads the query; 400 for a mapping that is none. */
export function readOptions(query: ImportQuery, format: Format): Asked {
  const { name = null, dryRun, delimiter, encoding, optIn, source, consentVersion } = query;
  const given = Object.entries({ optIn, source, consentVersion });
  return {
    ...{ name, format, dryRun },
    delimiter: delimiter === 'auto' ? null : DELIMITER_BY_NAME[delimiter as DelimiterName],
    encoding: encoding === 'auto' ? null : (encoding as Encoding),
    options: {
      mapping: query.mapping === undefined ? {} : readMapping(query.mapping),
      unmapped: query.unmapped ?? (format === 'csv' ? 'ignore' : 'refuse'),
      defaults: Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    },
  };
}

/** As the API calls it. */
export function delimiterName(delimiter: Delimiter): DelimiterName {
  const known = Object.entries(DELIMITER_BY_NAME).find(([, sign]) => sign === delimiter);
  return known![0] as DelimiterName;
}

function readMapping(text: string): Mapping {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidField(
      'mapping',
      'must be a JSON object like {"E-Mail":"email","Plan":"attributes.plan"}',
    );
  }
  refuseBrokenText({ mapping: value });
  for (const [column, field] of Object.entries(value)) {
    if (field === null || (typeof field === 'string' && isTarget(field))) continue;
    const known = [...FIELDS, 'attributes.<name>', 'null'].join(', ');
    const shown = JSON.stringify(column.slice(0, 100).toWellFormed());
    throw invalidField('mapping', `${shown} must be read as one of ${known}`);
  }
  return value as Mapping;
}

function isTarget(field: string): boolean {
  return FIELDS.includes(field) || attributeName(field) !== null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
