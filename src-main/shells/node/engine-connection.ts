import { connect, PolylensError, type Client } from '../../contract/index.ts';
import type { EngineProcess, EngineSettings } from './engine-settings.ts';
import { forkEngine } from './fork-engine.ts';
import { joinEngine } from './join-engine.ts';

/** A shell's hold on an engine. */
export type EngineConnection = {
  client: Client;
  /** How the engine ended, when it did so unasked. */
  loss(): Promise<PolylensError>;
  /** Lets the engine finish and waits for its end. */
  close(): Promise<void>;
};

const closeWithinMs = 20_000;

/**
 * Joins the engine that owns the library, or starts one over it.
 * @throws PolylensError engine.lost, engine.mismatch
 */
export async function startEngine(settings: EngineSettings): Promise<EngineConnection> {
  return (await joinEngine(settings)) ?? ownEngine((settings.startProcess ?? forkEngine)(settings));
}

async function ownEngine(engine: EngineProcess): Promise<EngineConnection> {
  const loss = async () => new PolylensError('engine.lost', await engine.ended);
  const end = async () => {
    const timer = setTimeout(() => engine.kill(), closeWithinMs);
    engine.release();
    await engine.ended;
    clearTimeout(timer);
  };
  try {
    const client = await connect(engine.port);
    return { client, loss, close: async () => ((await stays(client)) ? engine.leave() : end()) };
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
