import { createBirpc } from 'birpc';
import { contractVersion, type Input, type Method, type Output, type Progress } from './contract.ts';
import { type EventName, type EventPayload } from './events.ts';
import { PolylensError } from './errors.ts';
import { channel, type EngineEnd, type Port, type ShellEnd } from './wire.ts';

type CallOptions<M extends Method> = { signal?: AbortSignal; onProgress?: (report: Progress<M>) => void };

/** A shell's view of the engine. */
export type Client = {
  /**
   * Calls one method. Aborting `signal` asks the engine to stop; the promise still settles with the engine's answer.
   * @throws PolylensError with a code of the contract; `engine.lost` when the engine goes away.
   */
  call: <M extends Method>(method: M, input: Input<M>, options?: CallOptions<M>) => Promise<Output<M>>;
  /** Which engine it is. */
  engine: Output<'engine.hello'>;
  /** Hears an event from now on. */
  on: <E extends EventName>(event: E, heard: (payload: EventPayload<E>) => void) => void;
};

/**
 * Connects to the engine behind `port` and makes sure both speak the same contract.
 * @throws PolylensError engine.mismatch, engine.lost
 */
export async function connect(port: Port): Promise<Client> {
  const client = clientOver(port);
  const engine = await client.call('engine.hello', { contract: contractVersion });
  return { ...client, engine };
}

function clientOver(port: Port): Omit<Client, 'engine'> {
  let lastId = 0;
  const progressOf = new Map<number, (report: never) => void>();
  const listeners: { event: EventName; heard: (payload: never) => void }[] = [];
  const end: ShellEnd = {
    progress: (id, report) => progressOf.get(id)?.(report as never),
    event: (name, payload) => {
      for (const { event, heard } of listeners) if (event === name) heard(payload as never);
    },
  };
  const engine = createBirpc<EngineEnd, ShellEnd, false>(end, { ...channel(port), proxify: false });
  port.onClose(() => engine.$close(new PolylensError('engine.lost')));

  async function call<M extends Method>(method: M, input: Input<M>, options: CallOptions<M> = {}): Promise<Output<M>> {
    if (engine.$closed) throw new PolylensError('engine.lost');
    const id = ++lastId;
    const cancel = () => void engine.$callEvent('cancel', id);
    if (options.onProgress) progressOf.set(id, options.onProgress);
    const answer = engine.$call('call', id, method, input);
    if (options.signal?.aborted) cancel();
    options.signal?.addEventListener('abort', cancel, { once: true });
    try {
      const reply = await answer;
      if (!reply.ok) throw new PolylensError(reply.code, reply.detail);
      return reply.value as Output<M>;
    } finally {
      progressOf.delete(id);
      options.signal?.removeEventListener('abort', cancel);
    }
  }
  return { call, on: (event, heard) => void listeners.push({ event, heard }) };
}
