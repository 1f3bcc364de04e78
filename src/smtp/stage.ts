import type { Timeouts } from './timeouts.ts';

/** What a reply that we wait for answers. `lone-dot` ends a DATA that no recipient was taken for. */
export type Stage = 'RSET' | 'MAIL' | 'RCPT' | 'DATA' | 'block' | 'dot' | 'lone-dot' | 'QUIT';

/** Which timeout holds for the reply to each stage. */
export const TIMEOUT_OF: Record<Stage, keyof Timeouts> = {
  RSET: 'rset',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  block: 'block',
  dot: 'dot',
  'lone-dot': 'dot',
  QUIT: 'quit',
};

/** How a stage is called in a reason. */
export const NAME_OF: Record<Stage, string> = {
  RSET: 'RSET',
  MAIL: 'MAIL FROM',
  RCPT: 'RCPT TO',
  DATA: 'DATA',
  block: 'a part of the message',
  dot: 'the end of the message',
  'lone-dot': 'the end of DATA',
  QUIT: 'QUIT',
};
