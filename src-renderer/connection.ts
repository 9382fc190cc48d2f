import { connect, type Client, type Port } from '../src-main/contract/index.ts';

/** The window's connection: engine and shell answer over one socket to the host that served the page. */
export function connectToHost(): Promise<Client> {
  return connect(portOf(new WebSocket(`ws://${location.host}/contract`)));
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
