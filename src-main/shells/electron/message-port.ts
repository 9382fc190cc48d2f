import type { MessagePortMain } from 'electron';
import type { Port } from '../../contract/index.ts';

/** One end of a channel of Electron as a port. */
export function portOf(end: MessagePortMain): Port {
  end.start();
  return {
    post: (message) => end.postMessage(message),
    onMessage: (heard) => void end.on('message', ({ data }) => heard(data)),
    onClose: (heard) => void end.once('close', heard),
  };
}
