/**
 * The index on disk: a header, the graph as hnswlib writes it, and our own rows. hnswlib notices neither a wrong
 * dimension nor a changed byte, so the header says what the files must be; it is written last and moved into place, so
 * that after a crash the older index is still whole. The index is a cache: whatever is wrong, it is made again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { moveIntoPlace } from '../held-files.ts';
import { ExactVectors } from './exact-vectors.ts';
import { HnswGraph } from './hnsw-graph.ts';

const FORMAT = 1;
const HEADER = 'index.json';
/** Read at a time: larger ones are given back to the system late, and hold up who waits for an answer. */
const CHUNK = 2 ** 18;

export type IndexPlace = {
  folder: string;
  dimension: number;
  /** Vectors made otherwise are not compared: an index with another key is none. */
  stageKey: string;
};

export type Contents = { exact: ExactVectors; graph: HnswGraph };

type FileFacts = { file: string; bytes: number; sha256: string };
type Header = {
  format: number;
  dimension: number;
  stageKey: string;
  /** Living vectors in the graph, and in the rows. */
  counts: { graph: number; exact: number };
  graph?: FileFacts;
  rows: FileFacts;
};

/** Writes both parts; afterwards only their files are in the folder, and what cannot be removed. One process at a time may do this. */
export async function writeIndex(
  { folder, dimension, stageKey }: IndexPlace,
  { exact, graph }: Contents,
): Promise<void> {
  const generation = randomUUID();
  // All taken before the first wait, because the vectors may change while files are written.
  const counts = { graph: graph.size, exact: exact.size };
  const parts = [Uint32Array.from(graph.labels), Uint32Array.from(exact.labels), exact.values.slice()];
  await mkdir(folder, { recursive: true });
  const header: Omit<Header, 'rows'> = { format: FORMAT, dimension, stageKey, counts };
  const files = { rows: `rows-${generation}.bin`, graph: `graph-${generation}.hnsw`, header: `${HEADER}.new` };
  try {
    const rows = await writeWhole(
      folder,
      files.rows,
      parts.map(({ buffer }) => new Uint8Array(buffer)),
    );
    if (graph.size > 0) header.graph = await writeGraph(folder, files.graph, graph);
    await writeWhole(folder, files.header, [Buffer.from(JSON.stringify({ ...header, rows }))]);
    await moveIntoPlace(join(folder, files.header), join(folder, HEADER));
  } catch (thrown) {
    // On a full disk, half a new index would only take the room that the next try needs.
    for (const file of Object.values(files)) await rm(join(folder, file), { force: true });
    throw thrown;
  }
  await removeOthers(folder, [HEADER, files.rows, header.graph?.file ?? '']);
}

/** Reads what `writeIndex` wrote. Throws, with the reason, when that is not exactly what is there. */
export async function readIndex({ folder, dimension, stageKey }: IndexPlace): Promise<Contents> {
  const header = JSON.parse(await readFile(join(folder, HEADER), 'utf8')) as Header;
  expectSame('format', header.format, FORMAT);
  expectSame('dimension', header.dimension, dimension);
  expectSame('stage key', header.stageKey, stageKey);
  for (const facts of [header.rows, header.graph]) if (facts) await checkFile(folder, facts);
  const { counts } = header;
  const labels = new Uint32Array(counts.graph + counts.exact);
  const exact = new ExactVectors(dimension);
  const rows = await open(join(folder, header.rows.file));
  try {
    await readInto(rows, labels);
    await readInto(rows, exact.fill(labels.subarray(counts.graph)));
  } finally {
    await rows.close();
  }
  if (!header.graph) return { exact, graph: HnswGraph.empty(dimension) };
  const path = join(folder, header.graph.file);
  return { exact, graph: await HnswGraph.read(path, dimension, labels.subarray(0, counts.graph)) };
}

/** Reads on in a file: straight to where the numbers are kept, for a copy of many would stay in the process's memory. */
async function readInto(file: FileHandle, numbers: Uint32Array | Float32Array): Promise<void> {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  for (let read = 0; read < bytes.length;) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read);
    if (bytesRead === 0) throw new Error('rows end too soon');
    read += bytesRead;
  }
}

function expectSame(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what} ${String(found)}, not ${String(expected)}`);
}

async function checkFile(folder: string, { file, bytes, sha256 }: FileFacts): Promise<void> {
  const path = join(folder, file);
  expectSame(`size of ${file}`, (await stat(path)).size, bytes);
  expectSame(`sha256 of ${file}`, await hashOf(path), sha256);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Writes a file and waits until the disk has it. */
async function writeWhole(folder: string, file: string, parts: readonly Uint8Array[]): Promise<FileFacts> {
  const hash = createHash('sha256');
  const handle = await open(join(folder, file), 'w');
  try {
    for (const part of parts) {
      hash.update(part);
      await handle.writeFile(part);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { file, bytes: parts.reduce((sum, part) => sum + part.length, 0), sha256: hash.digest('hex') };
}

async function writeGraph(folder: string, file: string, graph: HnswGraph): Promise<FileFacts> {
  const path = join(folder, file);
  await graph.write(path);
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { file, bytes: (await stat(path)).size, sha256: await hashOf(path) };
}

/** What cannot be removed now, since another process reads it, is at the next writing. */
async function removeOthers(folder: string, kept: readonly string[]): Promise<void> {
  const others = (await readdir(folder)).filter((file) => !kept.includes(file));
  for (const file of others) await rm(join(folder, file), { force: true }).catch(() => undefined);
}
