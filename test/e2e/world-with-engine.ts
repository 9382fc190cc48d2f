import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Announce } from '../../src-main/contract/events.ts';
import { openEngine, type OpenEngine, type soon } from '../fixtures/open-engine.ts';
import { made, makeWorld, type World } from './program.ts';

/** A world and an engine on it for each test of the file that calls this; what they are changes from test to test. */
export function engineForEach(announce?: Announce) {
  let world: World | undefined;
  let engine: OpenEngine | undefined;
  beforeEach(async () => {
    world = await makeWorld();
    engine = openEngine(world, announce);
  });
  // What the set-up before it did not come to is not there.
  afterEach(async () => {
    try {
      await engine?.close();
    } finally {
      world?.remove();
      [world, engine] = [undefined, undefined];
    }
  });
  const photos = () => made(world).photos;
  return {
    get world() {
      return made(world);
    },
    get engine() {
      return made(engine);
    },
    /** Another engine in the place of this one, on the same world. */
    async reopen(heard?: Announce, times?: typeof soon): Promise<void> {
      await made(engine).close();
      engine = openEngine(made(world), heard, times);
    },
    inPhotos: (...names: string[]) => join(photos(), ...names),
    /** What `inPhotos` was given for a path. */
    nameOf: (path: string) => path.slice(photos().length + 1),
    index: (acceptMissing = false) => made(engine).call('library.index', { folders: [photos()], acceptMissing }),
  };
}
