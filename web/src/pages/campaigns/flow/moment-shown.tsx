import { Text } from '@mantine/core';
import { inZone, OWN_ZONE, zoneOffsetName } from './wall-time.ts';

/** The moment in the chosen zone and, where that is another one, on the viewer's own clock. */
export function MomentShown({ instant, zone }: { instant: Date | null; zone: string }) {
  if (!instant) {
    return (
      <Text size="sm" c="dimmed">
        Choose a date and a time.
      </Text>
    );
  }
  const isPast = instant.getTime() <= Date.now();
  return (
    <div role="status">
      <Text size="sm">
        <strong>{inZone(instant, zone)}</strong> in {zone.replaceAll('_', ' ')} (
        {zoneOffsetName(zone, instant)})
      </Text>
      {zone !== OWN_ZONE && (
        <Text size="sm">
          <strong>{inZone(instant, OWN_ZONE)}</strong> on your clock (
          {OWN_ZONE.replaceAll('_', ' ')})
        </Text>
      )}
      {isPast && (
        <Text size="sm" c="red">
          That is in the past.
        </Text>
      )}
    </div>
  );
}
