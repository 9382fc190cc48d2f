import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { connect } from './connect.ts';

let server: Server;
afterEach(() => server.close());

test('a machine that answers by another protocol fails at once, and not never', async () => {
  server = createServer((socket) => {
    socket.once('data', () =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    );
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  const address = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/pack.json`);
  const { signal } = new AbortController();
  await expect(connect(address, { headers: {}, signal })).rejects.toThrow('no answer');
}, 5000);
