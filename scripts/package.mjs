// `npm run package`: an installer of Polylens for this system into release/. `-- --dir` leaves the folder that would be
// packed, `-- tar.gz` makes just that. ELECTRON_DIST names an Electron's folder where none is to be downloaded.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licencesOf } from './licences.mjs';
import { root, say, setUp } from './set-up.mjs';

const tools = join(root, 'packaging');
const release = join(root, 'release');

setUp();
installTools();
rmSync(release, { recursive: true, force: true });
mkdirSync(release);
writeFileSync(join(release, 'third-party-licences.txt'), licencesOf(root));
await drawIcon();
build(process.argv.slice(2));
await writeSums();

/** electron-builder and all that it needs stay out of what users install. */
function installTools() {
  const lock = readFileSync(join(tools, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = join(tools, 'node_modules', '.polylens-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing electron-builder');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], tools);
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

function build(given) {
  const targets = given.filter((part) => part !== '--dir');
  const args = ['--projectDir', root, '--config', join('packaging', 'electron-builder.yml'), '--publish', 'never'];
  if (given.includes('--dir')) args.push('--dir');
  const dist = process.env.ELECTRON_DIST ?? downloaded();
  if (dist) args.push(`-c.electronDist=${dist}`);
  const system = { linux: '--linux', darwin: '--mac', win32: '--win' }[process.platform];
  const program = join(tools, 'node_modules', 'electron-builder', 'cli.js');
  run(process.execPath, [program, system, ...targets, ...args], root);
}

/** The Electron that `npm run get-electron` has brought. */
function downloaded() {
  const folder = join(root, 'node_modules', 'electron', 'dist');
  return existsSync(join(folder, 'version')) ? folder : undefined;
}

/** SHA256SUMS of the installers, as `sha256sum -c` reads it. */
async function writeSums() {
  const made = readdirSync(release, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(AppImage|deb|rpm|gz|exe|dmg|zip)$/.test(entry.name),
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

function run(program, args, cwd) {
  const { status } = spawnSync(program, args, { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 3);
}
