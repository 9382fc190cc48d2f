import { connect, type Client, type Port } from '../src-main/contract/index.ts';

/** `closed`: the host is gone, and another will have another address. */
export type Connection = { client: Client; closed: Promise<void> };

/** The window's connection: engine and shell answer over one socket to the host that served the page. */
export async function connectToHost(): Promise<Connection> {
  const socket = new WebSocket(`ws://${location.host}/contract`);
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve(), { once: true }));
  return { client: await connect(portOf(socket)), closed };
}

/** What is posted before the socket is open waits for it. */
function portOf(socket: WebSocket): Port {
  const early: string[] = [];
  socket.addEventListener('open', () => {
    for (const text of early.splice(0)) socket.send(text);
  });
  return {
    post(message) {
      const text = JSON.stringify(message);
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      else early.push(text);
    },
    onMessage: (heard) =>
      socket.addEventListener('message', (event: MessageEvent<string>) => heard(JSON.parse(event.data))),
    onClose: (heard) => socket.addEventListener('close', heard, { once: true }),
  };
}
