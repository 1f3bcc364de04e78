import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { learnMe } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { AuthenticatorApp } from './authenticator-app.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Secret, first code, recovery codes: these are shown once, and only their button closes the window. */
export function SecondFactorOn() {
  const [isOpen, setIsOpen] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const enable = useMutation({ mutationFn: () => call('enableSecondFactor', {}) });
  const open = () => {
    setIsOpen(true);
    enable.mutate();
  };
  const end = async () => {
    setIsOpen(false);
    if (codes) learnMe(await call('getMe', {}));
  };
  return (
    <>
      <Button variant="default" onClick={open}>
        Turn it on…
      </Button>
      <Modal
        opened={isOpen}
        onClose={end}
        title={codes ? 'Keep your recovery codes' : 'Turn the second factor on'}
        closeOnEscape={!codes}
        withCloseButton={!codes}
      >
        <ErrorNotice error={enable.error} retry={() => enable.mutate()} />
        {codes && <RecoveryCodes codes={codes} close={end} />}
        {!codes && enable.data && (
          <AuthenticatorApp made={enable.data} onCodes={setCodes} close={end} />
        )}
      </Modal>
    </>
  );
}
