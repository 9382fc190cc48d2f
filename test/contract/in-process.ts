import type { Port } from '../../src-main/contract/index.ts';

/** Two joined ends of a port in one process. Messages are cloned as a real transport would, so what cannot cross fails here too. */
export function joinedPorts(): { shell: Port; engine: Port; close: () => void } {
  const toShell: ((message: unknown) => void)[] = [];
  const toEngine: ((message: unknown) => void)[] = [];
  const closed: (() => void)[] = [];
  const end = (out: typeof toShell, own: typeof toShell): Port => ({
    post(message) {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => out.forEach((heard) => heard(copy)));
    },
    onMessage: (heard) => void own.push(heard),
    onClose: (heard) => void closed.push(heard),
  });
  return {
    shell: end(toEngine, toShell),
    engine: end(toShell, toEngine),
    close: () => closed.forEach((heard) => heard()),
  };
}
