import {
  Button,
  Chip,
  CloseButton,
  Paper,
  Group as Row,
  SegmentedControl,
  Stack,
  Text,
} from '@mantine/core';
import { type Group, newGroup, newRule, type Part } from './filter-draft.ts';
import { RuleRow } from './rule-row.tsx';
import type { Told } from './told.ts';

const JOINS = [
  { value: 'and', label: 'All of these' },
  { value: 'or', label: 'Any of these' },
];
/** The API takes ten levels; nobody reads more than four. */
const DEEPEST = 4;

/** Rules and groups that hold together. `place`: of the group in its filter, as `1.2`; '' is the outermost. */
export function GroupBox({
  group,
  place,
  told,
  segmentId,
  onChange,
  onRemove,
}: {
  group: Group;
  place: string;
  told: Told;
  segmentId: string | null;
  onChange: (group: Group) => void;
  onRemove?: () => void;
}) {
  const { parts, join, isNot, key } = group;
  const change = (some: Partial<Group>) => onChange({ ...group, ...some });
  const replace = (part: Part, next: Part) =>
    change({ parts: parts.map((one) => (one === part ? next : one)) });
  const name = place === '' ? 'the filter' : `group ${place}`;
  const depth = place === '' ? 0 : place.split('.').length;
  return (
    <Paper withBorder p="sm" role="group" aria-label={place === '' ? 'Filter' : `Group ${place}`}>
      <Stack gap="sm">
        <Row gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
          <Row gap="xs">
            <Chip
              size="xs"
              mt={4}
              checked={isNot}
              onChange={(checked) => change({ isNot: checked })}
            >
              {isNot ? 'not' : '+ not'}
            </Chip>
            <SegmentedControl
              size="xs"
              aria-label={`How ${name} is joined`}
              data={JOINS}
              value={join}
              onChange={(value) => change({ join: value as Group['join'] })}
            />
          </Row>
          {onRemove && <CloseButton aria-label={`Remove ${name}`} onClick={onRemove} />}
        </Row>
        {parts.map((part, i) => {
          const at = place === '' ? String(i + 1) : `${place}.${i + 1}`;
          const remove = () => change({ parts: parts.filter((one) => one !== part) });
          const shared = { place: at, told, segmentId, onRemove: remove };
          return part.kind === 'group' ? (
            <GroupBox
              key={part.key}
              group={part}
              {...shared}
              onChange={(next) => replace(part, next)}
            />
          ) : (
            <RuleRow
              key={part.key}
              rule={part}
              {...shared}
              onChange={(next) => replace(part, next)}
            />
          );
        })}
        {told.faults.has(key) && (
          <Text size="xs" c="red">
            {told.faults.get(key)}
          </Text>
        )}
        <Row gap="xs">
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => change({ parts: [...parts, newRule()] })}
          >
            Add a rule
          </Button>
          {depth < DEEPEST && (
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => change({ parts: [...parts, newGroup({ join: 'or' })] })}
            >
              Add a group
            </Button>
          )}
        </Row>
      </Stack>
    </Paper>
  );
}
