import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect } from 'vitest';
import type { SunkRequest } from './webhook-sink.ts';

/** The headers of the contract, and both signatures: ours by hand, the other by the reference library. */
export function expectSigned({ method, headers, body }: SunkRequest, secret: string): void {
  expect(method).toBe('POST');
  const event = JSON.parse(body.toString());
  expect(headers['x-mailingcore-event']).toBe(event.type);
  expect(headers['x-mailingcore-delivery-id']).toMatch(/./);
  const [t, v1] = String(headers['x-mailingcore-signature']).split(',');
  const hash = createHmac('sha256', secret)
    .update(`${t!.slice(2)}.${body}`)
    .digest('hex');
  expect(v1).toBe(`v1=${hash}`);
  expect(Math.abs(Number(t!.slice(2)) - Date.now() / 1_000)).toBeLessThan(60);
  expect(headers['webhook-id']).toBe(event.id);
  new Webhook(secret).verify(body, headers as Record<string, string>);
}
