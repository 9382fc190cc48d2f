// tar.gz, deb and rpm of the packed program, by the systems' own tools: electron-builder would download others for them.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { layOut } from './linux-tree.mjs';

const architectures = { x64: { deb: 'amd64', rpm: 'x86_64' }, arm64: { deb: 'arm64', rpm: 'aarch64' } };

/** Debian's packages with the libraries that Electron and the natives name; a test holds them against the program. */
const debDepends = [
  'libasound2',
  'libatk-bridge2.0-0',
  'libatk1.0-0',
  'libatspi2.0-0',
  'libc6 (>= 2.28)',
  'libcairo2',
  'libcups2',
  'libdbus-1-3',
  'libdrm2',
  'libexpat1',
  'libgbm1',
  'libgcc-s1',
  'libglib2.0-0',
  'libgtk-3-0',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libstdc++6',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
];

const summary = 'Find your own photos by a sentence in your own language, offline';
const description = [
  'Photos, and moments in videos, are found by what is in them. All is done on',
  'this machine: nothing leaves it, and no account is needed.',
];

/** Makers of a file each; `given` names the packed program, where the file goes, version, architecture and time. */
export const linuxPackages = { 'tar.gz': makeTarball, deb: makeDeb, rpm: makeRpm };

/**
 * @typedef {{ packed: string, packaging: string, release: string, version: string, arch: 'x64' | 'arm64', time: number }} Given
 */

/** The program in one folder, to be unpacked anywhere. */
function makeTarball({ packed, release, version, arch, time }) {
  const name = `Polylens-${version}-linux-${arch}`;
  const file = join(release, `${name}.tar.gz`);
  const same = [
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    `--mtime=@${time}`,
    '--mode=u+rwX,go+rX,go-w',
  ];
  run('tar', [
    '-cf',
    file,
    '--use-compress-program=gzip -n',
    ...same,
    `--transform=s,^\\.,${name},`,
    '-C',
    packed,
    '.',
  ]);
  return file;
}

async function makeDeb(given) {
  const { release, packaging, version, arch, time } = given;
  const file = join(release, `Polylens-${version}-linux-${arch}.deb`);
  const tree = mkdtempSync(join(release, '.deb-'));
  await layOut({ ...given, tree, kind: 'deb' });
  const control = join(tree, 'DEBIAN');
  const kilobytes = Math.ceil(bytesBelow(tree) / 1024);
  mkdirSync(control);
  const put = (name, text) => writeFileSync(join(control, name), text);
  put('control', debControl(version, architectures[arch].deb, kilobytes));
  put('postinst', readFileSync(join(packaging, 'linux', 'after-install.sh')));
  put('postrm', readFileSync(join(packaging, 'linux', 'after-remove.sh')));
  for (const [name, mode] of [
    ['.', 0o755],
    ['control', 0o644],
    ['postinst', 0o755],
    ['postrm', 0o755],
  ])
    chmodSync(join(control, name), mode);
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(time) };
  run('dpkg-deb', ['--root-owner-group', '-Zzstd', '--build', tree, file], { env });
  rmSync(tree, { recursive: true });
  return file;
}

function debControl(version, architecture, kilobytes) {
  return [
    'Package: polylens',
    `Version: ${systemVersion(version)}`,
    `Architecture: ${architecture}`,
    'Maintainer: The Polylens authors <noreply@polylens.invalid>',
    'Section: graphics',
    'Priority: optional',
    `Installed-Size: ${kilobytes}`,
    `Depends: ${debDepends.join(', ')}`,
    'Recommends: ffmpeg, xdg-utils',
    `Description: ${summary}`,
    ...description.map((line) => ` ${line}`),
    '',
  ].join('\n');
}

async function makeRpm(given) {
  const { release, version, arch, time } = given;
  const file = join(release, `Polylens-${version}-linux-${arch}.rpm`);
  const work = mkdtempSync(join(release, '.rpm-'));
  const tree = join(work, 'tree');
  await layOut({ ...given, tree, kind: 'rpm' });
  const spec = join(work, 'polylens.spec');
  writeFileSync(spec, rpmSpec(given, tree));
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(time) };
  const target = architectures[arch].rpm;
  run('rpmbuild', ['-bb', '--quiet', '--target', target, '--define', `_topdir ${work}`, spec], { env });
  const [made] = readdirSync(join(work, 'RPMS', target));
  copyFileSync(join(work, 'RPMS', target, made), file);
  rmSync(work, { recursive: true });
  return file;
}

/** Files are taken as they are laid out: nothing is stripped or compiled, no build's ids are kept, no machine is named. */
function rpmSpec({ packaging, version }, tree) {
  const script = (name) => readFileSync(join(packaging, 'linux', name), 'utf8').replace(/^#!.*\n/, '');
  return `%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global _buildhost localhost
%global _binary_payload w19.zstdio
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global __requires_exclude ^(libffmpeg|libonnxruntime|libvips-cpp)[.]so
Name: polylens
Version: ${systemVersion(version)}
Release: 1
Summary: ${summary}
License: Apache-2.0
AutoProv: no
Recommends: (ffmpeg or ffmpeg-free)
%description
${description.join('\n')}
%install
mkdir -p %{buildroot}
cp -a '${tree}/.' %{buildroot}/
%files
%defattr(-,root,root,-)
/opt/polylens
/usr/bin/polylens
/usr/share/applications/polylens.desktop
/usr/share/icons/hicolor/*/apps/polylens.*
%license /usr/share/doc/polylens
%post
${script('after-install.sh')}
%postun
${script('after-remove.sh')}
`;
}

/** A forerunner sorts before its release: both systems write that with a tilde. */
function systemVersion(version) {
  return version.replace('-', '~');
}

function bytesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 2, 2], ...options });
  if (status !== 0) throw new Error(`${program} failed${error ? `: ${error.message}` : ''}`);
}
