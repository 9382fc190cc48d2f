// What a package of Polylens is made of, for machines (CycloneDX): of npm's own list just what is packed, with Electron, the
// model and the towns. The same commit gives the same file.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packedParts } from './licences.mjs';
import { runNpm } from './set-up.mjs';

/** The list as text; `installed` is where the packages lie, `time` in seconds. */
export function sbomOf(installed, { version: own, time }) {
  const { serialNumber: _, ...full } = listOf(installed);
  const packed = new Set(packedParts(installed).map(({ name, version }) => `${name}@${version}`));
  const { devDependencies } = read(installed, 'package.json');
  packed.add(`electron@${devDependencies.electron}`);
  const components = full.components
    .filter((part) => packed.has(`${part.group ? `${part.group}/` : ''}${part.name}@${part.version}`))
    .map(cleaned);
  const kept = new Set(components.map((part) => part['bom-ref']));
  const root = full.metadata.component['bom-ref'];
  const dependencies = full.dependencies
    .filter(({ ref }) => kept.has(ref) || ref === root)
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) }));
  const bom = {
    ...full,
    metadata: metadataOf(full.metadata, own, time),
    components: [...components, modelOf(installed), placesOf(installed)],
    dependencies,
  };
  const id = createHash('sha256').update(JSON.stringify(bom)).digest('hex');
  // In the form of a random one, as the format wants it.
  const uuid = id.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
  return `${JSON.stringify({ ...bom, serialNumber: `urn:uuid:${uuid}` }, null, 1)}\n`;
}

function listOf(installed) {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { status, stdout, stderr } = runNpm(args, { cwd: installed, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Without where this machine gets packages from: others get them elsewhere, and the hash says which they are. */
function cleaned({ externalReferences = [], ...full }) {
  const { properties: _, ...part } = full;
  const references = externalReferences.filter(({ type }) => type !== 'distribution');
  return references.length > 0 ? { ...part, externalReferences: references } : part;
}

/** npm names it by the folder that it lies in. */
function metadataOf({ tools, component }, version, time) {
  const { properties: _, externalReferences: __, ...own } = component;
  const named = { ...own, type: 'application', name: 'polylens', version, purl: `pkg:npm/polylens@${version}` };
  return { timestamp: new Date(time * 1000).toISOString(), tools, component: named };
}

function modelOf(installed) {
  const { id, version, licence, files } = read(installed, 'models/starter/pack.json');
  const hashes = Object.entries(files).map(([name, { sha256 }]) => ({
    type: 'file',
    name: `models/starter/${name}`,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  }));
  const licences = licence === undefined ? {} : { licenses: [{ license: { name: licence } }] };
  return {
    type: 'machine-learning-model',
    'bom-ref': `model:${id}`,
    name: id,
    ...(version === undefined ? {} : { version: String(version) }),
    ...licences,
    components: hashes,
  };
}

/** The towns that are built in, and their names; other data lie in packages, or in the model. */
function placesOf(installed) {
  const files = ['names.bin', 'places.bin'].map((name) => ({
    type: 'file',
    name,
    hashes: [{ alg: 'SHA-256', content: hashOf(join(installed, 'src-main/engine/places', name)) }],
  }));
  return {
    type: 'data',
    'bom-ref': 'data:geonames',
    name: 'GeoNames',
    components: files,
    licenses: [{ license: { id: 'CC-BY-4.0' } }],
    externalReferences: [{ type: 'website', url: 'https://www.geonames.org' }],
  };
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function read(folder, name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}
