import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A loopback port at which nobody listens at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until a server says 220 at this loopback port; false if it is over or too late. */
export async function greeted(port: number, isOver: () => boolean, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!(await isGreeting(port))) {
    if (isOver() || performance.now() > deadline) return false;
    await pause(20);
  }
  return true;
}

function isGreeting(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
    socket.once('data', (chunk) => {
      socket.end('QUIT\r\n');
      resolve(chunk.toString().startsWith('220'));
    });
  });
}
