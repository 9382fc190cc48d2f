// What a deb or rpm of Polylens puts where, laid out as a folder.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const iconEdges = [16, 24, 32, 48, 64, 128, 256, 512];

/**
 * Lays the packed program out below `tree`: program in /opt/polylens, command in /usr/bin, entry in the menu, icons, licences.
 * @param {{ tree: string, packed: string, packaging: string, kind: 'deb' | 'rpm' }} given
 */
export async function layOut({ tree, packed, packaging, kind }) {
  const program = join(tree, 'opt', 'polylens');
  linkAll(packed, program);
  // By which the program knows who brings its updates.
  write(join(program, 'resources', 'package-type'), `${kind}\n`);
  const own = join(packaging, 'linux');
  copy(join(own, 'apparmor-profile'), join(program, 'resources', 'apparmor-profile'));
  copy(join(own, 'polylens'), join(tree, 'usr', 'bin', 'polylens'), 0o755);
  copy(join(own, 'polylens.desktop'), join(tree, 'usr', 'share', 'applications', 'polylens.desktop'));
  copy(join(own, 'copyright'), join(tree, 'usr', 'share', 'doc', 'polylens', 'copyright'));
  await drawIcons(join(packaging, 'resources', 'icon.svg'), join(tree, 'usr', 'share', 'icons', 'hicolor'));
  openFolders(tree);
}

/** Files by further names, for copies of half a gigabyte take long; with the rights that they are to have anywhere. */
function linkAll(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkAll(source, target);
    else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else if (entry.name === 'chrome-sandbox') {
      // Where there are no user namespaces for it, this is what keeps the page in: it must be root's, with root's rights.
      copyFileSync(source, target);
      chmodSync(target, 0o4755);
    } else {
      chmodSync(source, statSync(source).mode & 0o111 ? 0o755 : 0o644);
      linkSync(source, target);
    }
  }
}

async function drawIcons(drawing, folder) {
  const { default: sharp } = await import('sharp');
  copy(drawing, join(folder, 'scalable', 'apps', 'polylens.svg'));
  for (const edge of iconEdges) {
    const file = join(folder, `${edge}x${edge}`, 'apps', 'polylens.png');
    mkdirSync(join(file, '..'), { recursive: true });
    await sharp(drawing, { density: 144 }).resize(edge).png().toFile(file);
    chmodSync(file, 0o644);
  }
}

function copy(from, to, mode = 0o644) {
  mkdirSync(join(to, '..'), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, mode);
}

/** Never through a further name into the packed program itself. */
function write(file, text) {
  rmSync(file, { force: true });
  writeFileSync(file, text);
  chmodSync(file, 0o644);
}

/** Whatever the umask of who packs. */
function openFolders(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) openFolders(join(folder, entry.name));
}
