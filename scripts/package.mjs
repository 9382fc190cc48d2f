// `npm run package`: installers of Polylens for this system into release/. `-- --dir` leaves just the folder that would be
// packed, `-- deb tar.gz` makes just those. ELECTRON_DIST names an Electron's folder where none is to be downloaded.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licencesOf } from './licences.mjs';
import { linuxPackages } from './linux-packages.mjs';
import { sbomOf } from './sbom.mjs';
import { root, runNpm, say, setUp } from './set-up.mjs';
import { timeOf, versionOf } from './version.mjs';

const tools = join(root, 'packaging');
const release = join(root, 'release');
const version = versionOf(root);
const time = timeOf(root);

setUp();
installTools();
rmSync(release, { recursive: true, force: true });
mkdirSync(release);
writeFileSync(join(release, 'third-party-licences.txt'), licencesOf(root));
writeFileSync(join(release, 'sbom.cdx.json'), sbomOf(root, { version, time }));
await drawIcon();
await make(process.argv.slice(2).filter((part) => part !== '--dir'));
await writeSums();

/** electron-builder and all that it needs stay out of what users install. */
function installTools() {
  const lock = readFileSync(join(tools, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = join(tools, 'node_modules', '.polylens-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing electron-builder');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  expectDone('npm ci', runNpm(args, { cwd: tools, stdio: ['ignore', 2, 2] }));
  writeFileSync(stamp, wanted);
}

async function drawIcon() {
  const { default: sharp } = await import('sharp');
  const drawing = join(tools, 'resources', 'icon.svg');
  await sharp(drawing, { density: 144 })
    .resize(1024)
    .png()
    .toFile(join(tools, 'resources', 'icon.png'));
}

/** On Linux all but the AppImage is made here, of the one packed folder: electron-builder would download tools for each. */
async function make(wanted) {
  const justFolder = process.argv.includes('--dir');
  if (process.platform !== 'linux') return build(justFolder ? ['--dir'] : wanted);
  build(['--dir']);
  const targets = wanted.length > 0 || justFolder ? wanted : ['AppImage', ...Object.keys(linuxPackages)];
  const { arch } = process;
  const packed = join(release, arch === 'x64' ? 'linux-unpacked' : `linux-${arch}-unpacked`);
  const given = { packed, packaging: tools, release, version, arch, time };
  for (const target of targets) {
    if (target !== 'AppImage' && !linuxPackages[target]) throw new Error(`there is no ${target} of Polylens`);
    if (target === 'AppImage') build([target, '--prepackaged', packed]);
    else await linuxPackages[target](given);
  }
}

function build(given) {
  const args = ['--projectDir', root, '--config', join('packaging', 'electron-builder.yml'), '--publish', 'never'];
  const dist = process.env.ELECTRON_DIST ?? downloaded();
  if (dist) args.push(`-c.electronDist=${dist}`);
  args.push(`-c.extraMetadata.version=${version}`, ...whereUpdatesAre());
  const system = { linux: '--linux', darwin: '--mac', win32: '--win' }[process.platform];
  const program = join(tools, 'node_modules', 'electron-builder', 'cli.js');
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  expectDone('electron-builder', spawnSync(process.execPath, [program, system, ...given, ...args], options));
}

/** Without both the program knows of no new versions, and its menu of none either. */
function whereUpdatesAre() {
  const { POLYLENS_UPDATES_ADDRESS: address, POLYLENS_UPDATES_KEY: key } = process.env;
  return address && key ? [`-c.extraMetadata.updates.address=${address}`, `-c.extraMetadata.updates.key=${key}`] : [];
}

/** The Electron that `npm run get-electron` has brought. */
function downloaded() {
  const folder = join(root, 'node_modules', 'electron', 'dist');
  return existsSync(join(folder, 'version')) ? folder : undefined;
}

/** SHA256SUMS of the installers, as `sha256sum -c` reads it. */
async function writeSums() {
  const made = readdirSync(release, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(AppImage|deb|rpm|gz|exe|dmg|zip|cdx\.json)$/.test(entry.name),
  );
  const lines = [];
  for (const { name } of made) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(release, name))) hash.update(chunk);
    lines.push(`${hash.digest('hex')}  ${name}\n`);
  }
  if (lines.length > 0) writeFileSync(join(release, 'SHA256SUMS'), lines.join(''));
  for (const name of readdirSync(release)) say(`made ${join('release', name)}`);
}

/** Ends with what a program ended with. One that could not even begin has said nothing of it. */
function expectDone(name, { status, error }) {
  if (status === 0) return;
  if (error) say(`${name} could not be started: ${error.message}`);
  process.exit(status ?? 3);
}
