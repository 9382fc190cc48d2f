import * as v from 'valibot';
import { createBirpc } from 'birpc';
import { methods, type Call, type HandlersOf, type Method } from './contract.ts';
import { events, type Announce } from './events.ts';
import { PolylensError, type ErrorDetail } from './errors.ts';
import { channel, type EngineEnd, type Port, type Reply, type ShellEnd } from './wire.ts';

/**
 * Answers the other side's calls on `port` by `handlers`, the engine's or those of all methods; whatever arrives, it gets
 * a reply.
 * When the port closes, every call still running is cancelled.
 * @returns how to announce events to the other side.
 */
export function serve(port: Port, handlers: Partial<HandlersOf<Method>>): Announce {
  const running = new Map<number, AbortController>();
  const end: EngineEnd = {
    async call(id, method, input) {
      const controller = new AbortController();
      running.set(id, controller);
      const progress = (report: unknown) => void shell.$callEvent('progress', id, report);
      const reply = await dispatch(handlers, { method, input }, { signal: controller.signal, progress });
      running.delete(id);
      return reply;
    },
    cancel: (id) => running.get(id)?.abort(),
  };
  const shell = createBirpc<ShellEnd, EngineEnd, false>(end, { ...channel(port), proxify: false });
  port.onClose(() => {
    shell.$close();
    for (const controller of running.values()) controller.abort();
  });
  return (event, payload) => void shell.$callEvent('event', event, v.parse(events[event], payload));
}

/** Checks, runs and answers one request. Never rejects. */
async function dispatch(
  handlers: Partial<HandlersOf<Method>>,
  request: { method: string; input: unknown },
  call: Call<Method>,
): Promise<Reply> {
  try {
    const { method } = request;
    if (!isMethod(method)) throw new PolylensError('request.invalid', { method });
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    if (!handler) throw new PolylensError('request.invalid', { method, why: 'not answered here' });
    return { ok: true, value: await run(handler as AnyHandler, method, { input: request.input, call }) };
  } catch (thrown) {
    return refusal(thrown, call.signal);
  }
}

// One table gives both schema and handler type; the compiler cannot follow the pair through a generic index.
type AnyHandler = (value: unknown, call: Call<Method>) => Promise<unknown>;

async function run(handler: AnyHandler, method: Method, given: { input: unknown; call: Call<Method> }) {
  const { input, output } = methods[method];
  const parsed = v.safeParse(input, given.input);
  if (!parsed.success) throw new PolylensError('request.invalid', { method, why: v.summarize(parsed.issues) });
  return v.parse(output, await handler(parsed.output, given.call));
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(methods, name);
}

function refusal(thrown: unknown, signal: AbortSignal): Reply {
  if (thrown instanceof PolylensError) return { ok: false, code: thrown.code, detail: thrown.detail };
  if (signal.aborted) return { ok: false, code: 'request.cancelled', detail: {} };
  return { ok: false, code: 'internal', detail: describe(thrown) };
}

/** A fault of ours: the stack names the place. */
function describe(thrown: unknown): ErrorDetail {
  return thrown instanceof Error ? { why: thrown.message, stack: thrown.stack ?? '' } : { why: String(thrown) };
}
