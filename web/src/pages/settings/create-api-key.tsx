import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { ReplyOf } from '../../api.ts';
import { ApiKeyForm } from './api-key-form.tsx';
import { ApiKeyMade } from './api-key-made.tsx';

/** Makes a key, and shows it this once: then only the button at its end closes the window. */
export function CreateApiKey() {
  const [step, setStep] = useState<'closed' | 'form' | ReplyOf<'createApiKey'>>('closed');
  const close = () => setStep('closed');
  const isMade = typeof step === 'object';
  return (
    <>
      <Button onClick={() => setStep('form')}>Create API key…</Button>
      <Modal
        opened={step !== 'closed'}
        onClose={close}
        size="lg"
        title={isMade ? 'Your new API key' : 'Create an API key'}
        closeOnEscape={!isMade}
        withCloseButton={!isMade}
      >
        {isMade && <ApiKeyMade made={step} close={close} />}
        {step === 'form' && <ApiKeyForm onMade={setStep} close={close} />}
      </Modal>
    </>
  );
}
