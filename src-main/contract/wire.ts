import type { EventName } from './events.ts';
import type { ErrorCode, ErrorDetail } from './errors.ts';

/**
 * Any channel that carries structured-clone values both ways in order: a forked process, a MessagePort, a WebSocket.
 * `onClose` is heard once, when the other side is gone.
 */
export type Port = {
  post(message: unknown): void;
  onMessage(heard: (message: unknown) => void): void;
  onClose(heard: () => void): void;
};

/** Errors cross as data: transports keep no more of an Error than its message. */
export type Reply = { ok: true; value: unknown } | { ok: false; code: ErrorCode; detail: ErrorDetail };

/** What a shell may ask of the engine's end. `id` is the shell's number for one call. */
export type EngineEnd = {
  call(id: number, method: string, input: unknown): Promise<Reply>;
  cancel(id: number): void;
};

/** What the engine may tell the shell's end. */
export type ShellEnd = {
  progress(id: number, report: unknown): void;
  event(name: EventName, payload: unknown): void;
};

/** birpc's options that both ends share: calls may take hours, a vanished peer is told by `onClose`. */
export function channel(port: Port) {
  return {
    post: (message: unknown) => port.post(message),
    on: (heard: (message: unknown) => void) => port.onMessage(heard),
    timeout: -1,
  };
}
