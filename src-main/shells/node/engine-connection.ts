import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connect, PolylensError, type Client, type Port } from '../../contract/index.ts';

/** The engine in a process of its own. */
export type EngineConnection = {
  client: Client;
  /** How the engine ended, when it did so unasked. */
  loss(): Promise<PolylensError>;
  /** Lets the engine finish and waits for its end. */
  close(): Promise<void>;
};

export type EngineSettings = { library: string; pack: string; version: string };

/** The engine writes nothing but crash reports to its stderr: enough is kept to name the fault. */
const lastWordsLength = 2000;
const closeWithinMs = 20_000;

/**
 * Starts an engine over one library and one pack.
 * @throws PolylensError engine.lost, engine.mismatch
 */
export async function startEngine({ library, pack, version }: EngineSettings): Promise<EngineConnection> {
  const entry = fileURLToPath(new URL('../../engine/engine-process.js', import.meta.url));
  const child = fork(entry, [library, pack, version], {
    serialization: 'advanced',
    execArgv: [],
    // Its stdout is not ours: results alone go there.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-lastWordsLength)));
  // Not `close`: it never comes when the channel was closed from this side (seen with Node 20).
  const ended = Promise.all([once(child, 'exit'), child.stderr && once(child.stderr, 'close')]);
  const loss = async () => {
    await ended;
    const how = child.signalCode ?? `exit code ${child.exitCode}`;
    const faultLine = said.split('\n').find((line) => /error/i.test(line)) ?? '';
    return new PolylensError('engine.lost', { how, said: faultLine });
  };
  const close = async () => {
    const timer = setTimeout(() => child.kill('SIGKILL'), closeWithinMs);
    if (child.connected) child.disconnect();
    await ended;
    clearTimeout(timer);
  };
  try {
    return { client: await connect(portOf(child)), loss, close };
  } catch (thrown) {
    await close();
    throw thrown instanceof PolylensError && thrown.code === 'engine.lost' ? await loss() : thrown;
  }
}

function portOf(child: ChildProcess): Port {
  return {
    // A failed write means that the engine is gone: `disconnect` tells it.
    post: (message) => void (child.connected && child.send(message as object, () => undefined)),
    onMessage: (heard) => void child.on('message', heard),
    onClose: (heard) => void child.once('disconnect', heard),
  };
}
