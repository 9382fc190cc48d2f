/** The engine as a forked process. Arguments as of `readOver`. */
import type { Port } from '../contract/index.ts';
import { readOver, runEngine } from './run-engine.ts';

const parent: Port = {
  // The channel may close while an answer is on its way: then nobody wants it.
  post: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
  onMessage: (heard) => void process.on('message', heard),
  onClose: (heard) => void process.once('disconnect', heard),
};

runEngine(readOver(process.argv.slice(2)), parent);
