import type { Client } from './client.ts';
import { engineMethods, type Call, type EngineMethod, type Handlers, type Input, type Output } from './contract.ts';
import { events, type Announce, type EventName } from './events.ts';

/**
 * The engine's methods, each answered by asking `engine()`: for a shell that stands between an engine and its windows.
 * Progress and cancelling pass through.
 */
export function forwardCalls(engine: () => Promise<Client>): Handlers {
  const names = Object.keys(engineMethods) as EngineMethod[];
  return Object.fromEntries(names.map((name) => [name, ask(name, engine)])) as unknown as Handlers;
}

function ask<M extends EngineMethod>(method: M, engine: () => Promise<Client>) {
  return async (input: Input<M>, { signal, progress }: Call<M>): Promise<Output<M>> =>
    (await engine()).call(method, input, { signal, onProgress: progress });
}

/** Hands everything `client` hears on to `announce`. */
export function forwardEvents(client: Client, announce: Announce): void {
  const pass = (event: EventName) => client.on(event, (payload) => announce(event, payload));
  for (const event of Object.keys(events) as EventName[]) pass(event);
}
