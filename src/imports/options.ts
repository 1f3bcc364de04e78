import type { Delimiter, Encoding, Format, ImportOptions } from './import.ts';
import { readMapping } from './read-mapping.ts';
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
      ...(query.mapping === undefined ? { mapping: {} } : readMapping(query.mapping)),
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
