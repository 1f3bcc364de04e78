import { Select } from '@mantine/core';
import type { ReplyOf } from '../../../api.ts';
import { localeName } from '../../../ui/locales.ts';
import type { Change, Version } from './campaign.ts';
import { publishedOf } from './versions.ts';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Which published version of the template; the newest is chosen with the template. */
export function VersionChoice({
  template,
  version,
  onChoose,
}: {
  template: ReplyOf<'getTemplate'>;
  version: Version;
  onChoose: (change: Change) => void;
}) {
  const published = publishedOf(template.versions);
  const choices = published.some(({ id }) => id === version.id)
    ? published
    : [version, ...published];
  return (
    <Select
      label="Version"
      data={choices.map((one) => ({ value: one.id, label: nameOf(one) }))}
      value={version.id}
      allowDeselect={false}
      error={version.status === 'PUBLISHED' ? undefined : 'This version is not published any more.'}
      onChange={(id) => id && onChoose({ templateVersionId: id })}
    />
  );
}

function nameOf({ number, locale, publishedAt }: Version): string {
  const language = locale === null ? '' : `, ${localeName(locale)}`;
  const when = publishedAt ? `published ${day.format(new Date(publishedAt))}` : 'not published';
  return `${number}${language} – ${when}`;
}
