import { Alert } from '@mantine/core';
import { TextLink } from '../../ui/text-link.tsx';

/** What the mail has no value for, and where that is put right. */
export function Missing({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  const others = names.filter((name) => name !== 'postalAddress');
  return (
    <Alert color="orange" variant="light" p="xs">
      {others.length > 0 && (
        <>Nothing to print for {others.join(', ')}: a fallback would fill the gap. </>
      )}
      {others.length < names.length && (
        <>
          Your postal address is not known yet: put it into the{' '}
          <TextLink to="/settings" underline="always" c="inherit">
            settings
          </TextLink>
          .
        </>
      )}
    </Alert>
  );
}
