import type { Port } from '../../contract/index.ts';

/** How an engine ended, and what it said of a fault. */
export type Ending = { how: string; said: string };

/** An engine's process, however it was started. */
export type EngineProcess = {
  port: Port;
  ended: Promise<Ending>;
  /** Tells it that its parent goes: it finishes, and ends with the last shell that uses it. */
  release(): void;
  /** Leaves it, released, to the shells that use it still. Where it cannot outlive its parent, that waits for its end. */
  leave(): Promise<void>;
  kill(): void;
};

/** Starts a process over a library and a pack. */
export type StartProcess = (settings: Omit<EngineSettings, 'startProcess'>) => EngineProcess;

/**
 * `imported`: where imported packs are; without it `pack` is used, whatever the library has chosen. `startProcess`: how, where
 * not by forking.
 */
export type EngineSettings = {
  library: string;
  pack: string;
  version: string;
  imported?: string;
  startProcess?: StartProcess;
};
