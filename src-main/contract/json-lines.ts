import type { Port } from './wire.ts';

/** A stream of text both ways: a socket, a pipe. */
export type TextStream = {
  write: (text: string) => void;
  onText: (heard: (text: string) => void) => void;
  onClose: (heard: () => void) => void;
};

/** A port over a stream of text: one message a line, as JSON. All that the contract carries is plain enough for it. */
export function jsonLines({ write, onText, onClose }: TextStream): Port {
  return {
    post: (message) => write(`${JSON.stringify(message)}\n`),
    onMessage(heard) {
      let begun = '';
      onText((text) => {
        const lines = (begun + text).split('\n');
        begun = lines.pop() ?? '';
        for (const line of lines) heard(JSON.parse(line));
      });
    },
    onClose,
  };
}
