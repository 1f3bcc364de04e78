import { Select } from '@mantine/core';
import { OWN_ZONE } from './wall-time.ts';

const ZONES = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])];

/** Any time zone of the IANA database, found by a part of its name; the viewer's own stands first. */
export function ZoneSelect({
  zone,
  error,
  onChoose,
}: {
  zone: string;
  error: string | undefined;
  onChoose: (zone: string) => void;
}) {
  const first = [...new Set([OWN_ZONE, zone, 'UTC'])];
  const others = ZONES.filter((one) => !first.includes(one));
  return (
    <Select
      label="Time zone"
      searchable
      limit={60}
      allowDeselect={false}
      nothingFoundMessage="No zone has this name; try a large city near by"
      data={[...first, ...others].map((one) => ({ value: one, label: nameOf(one) }))}
      filter={({ options, search, limit }) =>
        options.filter((one) => 'label' in one && matches(one.label, search)).slice(0, limit)
      }
      value={zone}
      error={error}
      onChange={(value) => value && onChoose(value)}
    />
  );
}

function nameOf(zone: string): string {
  return zone.replaceAll('_', ' ');
}

/** `new york`, `New_York` and `america/new` find it. */
function matches(label: string, search: string): boolean {
  return label.toLowerCase().includes(search.trim().replaceAll('_', ' ').toLowerCase());
}
