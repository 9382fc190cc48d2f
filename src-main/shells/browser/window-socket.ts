import type { WebSocket } from 'ws';
import type { Port } from '../../contract/index.ts';

/** A window's socket as a port. All values of the contract survive JSON. What is not JSON ends the connection. */
export function portOf(socket: WebSocket): Port {
  // A message that is too long or no message at all: the socket closes by itself, and that is heard.
  socket.on('error', () => undefined);
  return {
    post: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (heard) =>
      void socket.on('message', (data, isBinary) => {
        const message = isBinary ? undefined : parse((data as Buffer).toString());
        if (message === undefined) socket.close(1003);
        else heard(message);
      }),
    onClose: (heard) => void socket.once('close', heard),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
