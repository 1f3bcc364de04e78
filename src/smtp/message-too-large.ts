import { PressrunError } from '../lib/errors.ts';

/** 422: this recipient's values make the message larger than any server would take. */
export function messageTooLarge(): PressrunError {
  return new PressrunError(
    'unprocessable',
    'the message is too large with these values: it may have 4 MB per part when encoded',
  );
}
