import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ExactVectors } from './exact-vectors.ts';
import { HnswGraph } from './hnsw-graph.ts';
import { writeIndex } from './index-files.ts';

test.skipIf(process.platform !== 'linux')(
  'a graph that the disk does not keep is closed, and nothing stays',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'polylens-index-'));
    const place = { folder, dimension: 2, stageKey: 'k' };
    const graph = HnswGraph.empty(2);
    graph.add(1, Float32Array.of(1, 0));
    vi.spyOn(graph, 'write').mockImplementation((path) => Promise.resolve(symlinkSync('/dev/full', path)));
    await expect(writeIndex(place, { exact: new ExactVectors(2), graph })).rejects.toThrow('EINVAL');
    expect(readdirSync(folder)).toEqual([]);
    const open = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(join('/proc/self/fd', fd))];
      } catch {
        // That of the listing itself.
        return [];
      }
    });
    expect(open.filter((path) => path === '/dev/full')).toEqual([]);
    rmSync(folder, { recursive: true });
  },
);
