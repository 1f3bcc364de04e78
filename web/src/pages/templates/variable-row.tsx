import { ActionIcon, Select, TextInput } from '@mantine/core';
import { fieldError } from '../../ui/error-notice.tsx';
import type { TemplateVersion } from './version-badge.tsx';

type Variable = TemplateVersion['variables'][number];

/** Complete: a type that the server knows and this list doesn't is an error of types. */
const TYPES: Record<Variable['type'], string> = {
  string: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  url: 'Link',
  email: 'E-mail address',
  image: 'Picture',
  color: 'Colour',
};

export function VariableRow({
  variable,
  at,
  error,
  isReadOnly,
  onChange,
  onRemove,
}: {
  variable: Variable;
  at: number;
  error: Error | null;
  isReadOnly: boolean;
  onChange: (variable: Variable) => void;
  onRemove: () => void;
}) {
  const { name, type, fallback } = variable;
  const what = name || 'the new variable';
  return (
    <div className="variable-row">
      <TextInput
        aria-label={`Name of ${what}`}
        placeholder="firstName"
        maxLength={128}
        readOnly={isReadOnly}
        value={name}
        error={fieldError(error, `variables.${at}.name`)}
        onChange={(event) => onChange({ ...variable, name: event.currentTarget.value })}
      />
      <Select
        aria-label={`Type of ${what}`}
        allowDeselect={false}
        readOnly={isReadOnly}
        data={Object.entries(TYPES).map(([value, label]) => ({ value, label }))}
        value={type}
        error={fieldError(error, `variables.${at}.type`)}
        onChange={(value) => onChange({ ...variable, type: value as Variable['type'] })}
      />
      <TextInput
        aria-label={`Fallback of ${what}`}
        placeholder="No fallback"
        maxLength={1000}
        readOnly={isReadOnly}
        value={fallback ?? ''}
        error={fieldError(error, `variables.${at}.fallback`)}
        onChange={({ currentTarget: { value } }) =>
          onChange(value === '' ? { name, type } : { name, type, fallback: value })
        }
      />
      {!isReadOnly && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="input-sm"
          aria-label={`Remove ${what}`}
          onClick={onRemove}
        >
          <span aria-hidden>×</span>
        </ActionIcon>
      )}
    </div>
  );
}
