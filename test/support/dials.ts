import { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** The addresses that this process begins to connect to, by TCP or TLS; emptied before each test. */
export function watchDials(): string[] {
  const dialled: string[] = [];
  const { connect } = Socket.prototype;
  beforeAll(() => {
    Socket.prototype.connect = function watched(this: Socket, ...args: unknown[]) {
      this.on('connectionAttempt', (address: string) => void dialled.push(address));
      return connect.apply(this, args as never);
    } as typeof connect;
  });
  beforeEach(() => {
    dialled.length = 0;
  });
  afterAll(() => {
    Socket.prototype.connect = connect;
  });
  return dialled;
}
