import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { apart } from '../node/apart.ts';
import type { StartProcess } from '../node/engine-settings.ts';
import { LastWords } from '../node/last-words.ts';
import { MessageChannelMain, utilityProcess } from './electron.ts';
import { portOf } from './message-port.ts';

/** Starts the engine as a process of Electron, which ends with it. */
export const startEngineProcess: StartProcess = ({ library, pack, version, imported = '' }) => {
  const entry = fileURLToPath(new URL('./engine-entry.cjs', import.meta.url));
  const child = utilityProcess.fork(entry, [library, pack, version, imported], {
    serviceName: 'Polylens engine',
    stdio: ['ignore', 'ignore', 'pipe'],
    ...apart(),
  });
  const words = new LastWords(child.stderr);
  const { port1: ours, port2: theirs } = new MessageChannelMain();
  child.postMessage(null, [theirs]);
  const ended = once(child, 'exit').then(([code]) => ({ how: `exit code ${String(code)}`, said: words.fault }));
  // A port is not always closed with the process that held it.
  void ended.then(() => ours.close());
  const release = () => ours.close();
  return {
    port: portOf(ours),
    ended,
    release,
    async leave() {
      release();
      await ended;
    },
    kill: () => void child.kill(),
  };
};
