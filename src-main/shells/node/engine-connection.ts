import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connect, PolylensError, type Client, type Port } from '../../contract/index.ts';
import { joinEngine } from './join-engine.ts';

/** A shell's hold on an engine. */
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
 * Joins the engine that owns the library, or starts one over it.
 * @throws PolylensError engine.lost, engine.mismatch
 */
export async function startEngine(settings: EngineSettings): Promise<EngineConnection> {
  return (await joinEngine(settings)) ?? forkEngine(settings);
}

async function forkEngine({ library, pack, version }: EngineSettings): Promise<EngineConnection> {
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
  const end = async () => {
    const timer = setTimeout(() => child.kill('SIGKILL'), closeWithinMs);
    if (child.connected) child.disconnect();
    await ended;
    clearTimeout(timer);
  };
  try {
    const client = await connect(portOf(child));
    return { client, loss, close: async () => ((await stays(client)) ? letGo(child) : end()) };
  } catch (thrown) {
    await end();
    throw thrown instanceof PolylensError && thrown.code === 'engine.lost' ? await loss() : thrown;
  }
}

/** Do other shells use the engine still? */
async function stays(client: Client): Promise<boolean> {
  return client.call('engine.leave', {}).then(
    (answer) => answer.stays,
    () => false,
  );
}

/** The engine lives on without this process. */
function letGo(child: ChildProcess): void {
  child.stderr?.destroy();
  if (child.connected) child.disconnect();
  child.unref();
}

function portOf(child: ChildProcess): Port {
  return {
    // A failed write means that the engine is gone: `disconnect` tells it.
    post: (message) => void (child.connected && child.send(message as object, () => undefined)),
    onMessage: (heard) => void child.on('message', heard),
    onClose: (heard) => void child.once('disconnect', heard),
  };
}
