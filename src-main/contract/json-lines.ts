import type { Port } from './wire.ts';

/** A stream of text both ways, as Node's sockets are: the contract itself knows no Node. */
export type TextSocket = {
  readonly writable: boolean;
  setEncoding(encoding: 'utf8'): unknown;
  write(text: string): unknown;
  destroy(): unknown;
  on(event: 'data', heard: (text: string) => void): unknown;
  on(event: 'error', heard: () => void): unknown;
  once(event: 'close', heard: () => void): unknown;
};

/**
 * A port over a socket: one message a line, as JSON. All that the contract carries is plain enough for it. A line that is
 * none ends the connection.
 */
export function jsonLines(socket: TextSocket): Port {
  socket.setEncoding('utf8');
  // Its end is told by `close`.
  socket.on('error', () => undefined);
  return {
    post: (message) => {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
    onMessage(heard) {
      let begun = '';
      socket.on('data', (text) => {
        const lines = (begun + text).split('\n');
        begun = lines.pop() ?? '';
        for (const line of lines) {
          const message = parse(line);
          if (message === undefined) {
            socket.destroy();
            return;
          }
          heard(message);
        }
      });
    },
    onClose: (heard) => void socket.once('close', heard),
  };
}

/** Undefined, which no JSON is, when it is none. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
