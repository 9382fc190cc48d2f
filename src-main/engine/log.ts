import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PolylensError, type Announce, type EventName, type EventPayload, type Handlers } from '../contract/index.ts';

type Facts = Readonly<Record<string, unknown>>;

/** A file holds so much at most, and so many older ones are kept. */
const largestBytes = 1 << 20;
const olderKept = 4;

/** Rare, and worth knowing later. */
const lasting: ReadonlySet<EventName> = new Set(['index.rebuilding', 'library.replaced', 'pack.changed']);

/**
 * What the engine that owns a library did and what went wrong, as JSON lines in the library's folder `log`. Never the words
 * of a query. Each line is written at once, so that the last one before a crash is there; a log that cannot be written
 * disturbs nothing.
 */
export class Log {
  readonly #folder: string;
  readonly #largest: number;
  #state: string | undefined;
  #begun = false;

  constructor(library: string, largest = largestBytes) {
    this.#folder = join(library, 'log');
    this.#largest = largest;
  }

  /** Nothing is written before: an engine that owns no library leaves no trace in it. */
  begin(facts: Facts): void {
    if (this.#begun) return;
    this.#begun = true;
    this.write('engine.started', { process: process.pid, node: process.version, ...facts });
  }

  write(event: string, facts: Facts = {}): void {
    if (!this.#begun) return;
    try {
      mkdirSync(this.#folder, { recursive: true });
      const size = statSync(this.#path(0), { throwIfNoEntry: false })?.size ?? 0;
      if (size > this.#largest) this.#rotate();
      appendFileSync(this.#path(0), `${JSON.stringify({ time: new Date().toISOString(), event, ...facts })}\n`);
    } catch {
      // A full or read-only disk is told by what a person asked for.
    }
  }

  /** Keeps what lasts, and what kind of work is done. */
  heard<E extends EventName>(event: E, payload: EventPayload<E>): void {
    if (lasting.has(event)) this.write(event, payload);
    if (event !== 'library.changed') return;
    const { counts, work } = payload as EventPayload<'library.changed'>;
    if (work.state !== this.#state) this.write('work', { state: work.state, ...counts });
    this.#state = work.state;
  }

  #rotate(): void {
    rmSync(this.#path(olderKept), { force: true });
    for (let age = olderKept; age > 0; age -= 1) {
      if (statSync(this.#path(age - 1), { throwIfNoEntry: false })) renameSync(this.#path(age - 1), this.#path(age));
    }
  }

  #path(age: number): string {
    return join(this.#folder, age === 0 ? 'engine.jsonl' : `engine.${age}.jsonl`);
  }
}

/** The same handlers, with each call that fails kept in the log. */
export function logged(handlers: Handlers, log: Log): Handlers {
  const wrapped = Object.entries(handlers).map(([method, handler]) => [
    method,
    async (...given: unknown[]) => {
      try {
        return await (handler as (...all: unknown[]) => Promise<unknown>)(...given);
      } catch (thrown) {
        log.write('call.failed', { method, ...faultOf(thrown) });
        throw thrown;
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Handlers;
}

/** A fault of ours by its place alone: messages may hold what a person typed. */
function faultOf(thrown: unknown): Facts {
  if (thrown instanceof PolylensError) return { code: thrown.code };
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  return { code: 'internal', name: thrown instanceof Error ? thrown.name : typeof thrown, frames: frames.slice(0, 8) };
}

/** Announces to others, and to the log. */
export function announcing(announce: Announce, log: Log): Announce {
  return (event, payload) => {
    log.heard(event, payload);
    announce(event, payload);
  };
}
