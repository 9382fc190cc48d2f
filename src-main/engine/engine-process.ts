/** The engine as a forked process. Arguments: library folder, pack folder, version. */
import type { Port } from '../contract/index.ts';
import { runEngine } from './run-engine.ts';

const [library = '', pack = '', version = ''] = process.argv.slice(2);

const parent: Port = {
  // The channel may close while an answer is on its way: then nobody wants it.
  post: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
  onMessage: (heard) => void process.on('message', heard),
  onClose: (heard) => void process.once('disconnect', heard),
};

runEngine({ library, pack, version }, parent);
