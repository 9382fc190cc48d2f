/**
 * The engine's process. Arguments: library folder, pack folder, version. Speaks the contract with its parent over the
 * fork's channel and ends with it.
 */
import { serve, type Port } from '../contract/index.ts';
import { Engine } from './engine.ts';

const [library = '', pack = '', version = ''] = process.argv.slice(2);

const endWithinMs = 10_000;

const port: Port = {
  // The channel may close while an answer is on its way: then nobody wants it.
  post: (message) => void process.send?.(message, undefined, undefined, () => undefined),
  onMessage: (heard) => void process.on('message', heard),
  onClose: (heard) => void process.once('disconnect', heard),
};

// Ctrl-C reaches the whole process group; the shell decides what it means and tells by a cancel.
process.on('SIGINT', () => undefined);

const engine: Engine = new Engine({
  library,
  pack,
  version,
  announce: (event, payload) => announce(event, payload),
});
const announce = serve(port, engine.handlers);

process.once('disconnect', () => {
  // The client is gone: whatever still hangs must not outlive it for long.
  setTimeout(() => process.exit(1), endWithinMs).unref();
  void engine.close().finally(() => process.exit());
});
