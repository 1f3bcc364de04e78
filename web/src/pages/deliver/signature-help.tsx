import { Accordion, Code, List, Text } from '@mantine/core';

/** How a receiver knows that a request is ours: two schemes, either is enough. */
export function SignatureHelp() {
  return (
    <Accordion variant="contained" chevronPosition="left">
      <Accordion.Item value="signature">
        <Accordion.Control>How a receiver checks the signature</Accordion.Control>
        <Accordion.Panel>
          <Text size="sm" mb="xs">
            Each request is signed in two ways with the same secret. Check one of them over the raw
            body, before it is parsed, and refuse a time that is more than five minutes away.
          </Text>
          <List size="sm" spacing="sm">
            <List.Item>
              <b>Standard Webhooks:</b> <Code>webhook-signature</Code> over{' '}
              <Code>webhook-id.webhook-timestamp.body</Code>, HMAC-SHA256 in base64,{' '}
              <Code>v1,</Code> before each. The key is the secret after <Code>whsec_</Code>, decoded
              from base64. The libraries of standardwebhooks.com do all that.
            </List.Item>
            <List.Item>
              <b>MailingCore:</b> <Code>X-MailingCore-Signature: t=…,v1=…</Code>, the hex
              HMAC-SHA256 of <Code>t.body</Code> with the secret as it is written.
            </List.Item>
          </List>
          <Text size="sm" mt="xs">
            With the SDK: <Code>verifyWebhook(rawBody, headers, secret)</Code>. While a secret is
            being replaced, there are two signatures; one that fits is enough. The same event may
            come twice: remember its id.
          </Text>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
