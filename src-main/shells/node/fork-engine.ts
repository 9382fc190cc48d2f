import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Port } from '../../contract/index.ts';
import { apart } from './apart.ts';
import type { Ending, StartProcess } from './engine-settings.ts';
import { LastWords } from './last-words.ts';

/** Starts the engine as a process of Node. */
export const forkEngine: StartProcess = ({ library, pack, version, imported = '' }) => {
  const entry = fileURLToPath(new URL('../../engine/engine-process.js', import.meta.url));
  const child = fork(entry, [library, pack, version, imported], {
    serialization: 'advanced',
    execArgv: [],
    ...apart(engineEnvironment(process.env)),
    // Its stdout is not ours: results alone go there.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const words = new LastWords(child.stderr);
  const release = () => void (child.connected && child.disconnect());
  return {
    port: portOf(child),
    ended: ended(child, words),
    release,
    leave() {
      child.stderr?.destroy();
      release();
      child.unref();
      return Promise.resolve();
    },
    kill: () => void child.kill('SIGKILL'),
  };
};

/**
 * The environment of an engine. It holds what many threads took and gave back, large vectors and pictures: Linux's own
 * allocator would keep a fifth of the engine's memory for later, in a pool for each thread. Settings of a person's stay.
 */
export function engineEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: String(1 << 18), ...own };
}

async function ended(child: ChildProcess, words: LastWords): Promise<Ending> {
  // Not `close`: it never comes when the channel was closed from this side (seen with Node 20).
  await Promise.all([once(child, 'exit'), child.stderr && once(child.stderr, 'close')]);
  return { how: child.signalCode ?? `exit code ${child.exitCode}`, said: words.fault };
}

function portOf(child: ChildProcess): Port {
  return {
    // A failed write means that the engine is gone: `disconnect` tells it.
    post: (message) => void (child.connected && child.send(message as object, () => undefined)),
    onMessage: (heard) => void child.on('message', heard),
    onClose: (heard) => void child.once('disconnect', heard),
  };
}
