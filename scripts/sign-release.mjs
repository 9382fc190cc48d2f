// `node scripts/sign-release.mjs <folder>`: writes latest.json of the installers that lie there, its signature and SHA256SUMS.
// POLYLENS_UPDATES_SECRET holds the key (Ed25519, PKCS 8, PEM). `--new-key` prints one, with what is to be built into the program.
// A list may be believed for ninety days: `--renew <folder>` signs the one that lies there anew, for ninety more.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const installer = /^Polylens-(.+)-(linux|win|mac)-([a-z0-9_]+)(-portable)?\.(AppImage|deb|rpm|tar\.gz|exe|dmg|zip)$/;
const platforms = { linux: 'linux', win: 'win32', mac: 'darwin' };
const arches = { x86_64: 'x64', amd64: 'x64', aarch64: 'arm64' };
/** What is beside them, and to be checked, too. */
const companion = /^(polylens-.+\.tgz|sbom\.cdx\.json)$/;

/** So long at most a person can be kept from a newer version by who holds the address; and so often it is to be renewed. */
const believedMs = 90 * 24 * 3_600_000;

const [given, renewed] = process.argv.slice(2);
if (given === '--new-key') printKey();
else if (given === '--renew' && renewed) renew(renewed);
else if (given && !given.startsWith('--')) await signAll(given);
else throw new Error('name the folder with the installers');

function printKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  process.stdout.write(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  process.stdout.write(
    `POLYLENS_UPDATES_KEY=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}\n`,
  );
}

/** The list says once which version it is of. */
function unversioned(file) {
  const { version: _, ...rest } = file;
  return rest;
}

async function signAll(folder) {
  const names = readdirSync(folder).toSorted();
  const files = [];
  for (const name of names.filter((each) => installer.test(each))) files.push(await describe(folder, name));
  const versions = new Set(files.map(({ version }) => version));
  if (versions.size !== 1) throw new Error(`these are installers of ${versions.size} versions`);
  const [version] = versions;
  writeList(folder, { format: 1, version, files: files.map(unversioned) });
  const sums = files.map(({ sha256, name }) => `${sha256}  ${name}\n`);
  for (const name of names.filter((each) => companion.test(each)))
    sums.push(`${await hashOf(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
}

/**
 * The same release, as of today. What lies there must be of this key, for the address is not trusted; which release it is a person
 * must see, for an old list is of this key, too.
 */
function renew(folder) {
  const list = readFileSync(join(folder, 'latest.json'));
  const signature = Buffer.from(readFileSync(join(folder, 'latest.json.sig'), 'latin1'), 'base64');
  if (!verify(null, list, createPublicKey(secretKey()), signature))
    throw new Error('this list is not signed by this key');
  const before = JSON.parse(list.toString('utf8'));
  writeList(folder, before);
  process.stdout.write(`renewed the list of ${before.version}, signed before at ${before.issued}\n`);
}

/** Signed last, so that one that was not is told by its signature. */
function writeList(folder, { format, version, files }) {
  const now = Date.now();
  const dates = { issued: new Date(now).toISOString(), expires: new Date(now + believedMs).toISOString() };
  const list = Buffer.from(`${JSON.stringify({ format, version, ...dates, files }, null, 1)}\n`);
  writeFileSync(join(folder, 'latest.json'), list);
  writeFileSync(join(folder, 'latest.json.sig'), `${sign(null, list, secretKey()).toString('base64')}\n`);
}

function secretKey() {
  return createPrivateKey(process.env.POLYLENS_UPDATES_SECRET ?? '');
}

async function describe(folder, name) {
  const [, version, system, arch, portable, ending] = installer.exec(name);
  const kind = portable ? 'portable' : ending;
  const { size: bytes } = statSync(join(folder, name));
  const sha256 = await hashOf(join(folder, name));
  return { version, name, platform: platforms[system], arch: arches[arch] ?? arch, kind, bytes, sha256 };
}

async function hashOf(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}
