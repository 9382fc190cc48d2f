// The version of what is packed, by the history alone: the same commit gives the same version and the same times.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `package.json`'s where this commit bears its tag (v0.1.0), else a forerunner of the next: 0.1.0-dev.12.g1a2b3c4 twelve
 * commits after the last tag. Without a history `package.json`'s alone counts.
 * @throws Error when a tag says another version than package.json
 */
export function versionOf(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const described = git(root, 'describe', '--tags', '--long', '--match', 'v[0-9]*') ?? fromTheStart(root);
  if (described === undefined) return version;
  const [, tag, commits, hash] = /^v(.+)-(\d+)-(g[0-9a-f]+)$/.exec(described);
  const changed = git(root, 'status', '--porcelain', '--untracked-files=no') === '' ? '' : '.changed';
  if (Number(commits) > 0 || changed) return `${after(tag, version)}-dev.${commits}.${hash}${changed}`;
  if (tag !== version) throw new Error(`the tag v${tag} is on a commit whose package.json says ${version}`);
  return version;
}

/** When the commit was made, in seconds: the time of all files of a package. */
export function timeOf(root) {
  return Number(git(root, 'log', '-1', '--format=%ct') ?? 0);
}

/** A shallow checkout does not know how many commits there were, and would tell another version than a whole one. */
function fromTheStart(root) {
  if (git(root, 'rev-parse', '--is-shallow-repository') === 'true')
    throw new Error('a shallow checkout cannot tell its version: fetch the whole history with its tags');
  const commits = git(root, 'rev-list', '--count', 'HEAD');
  return commits === undefined ? undefined : `v0.0.0-${commits}-g${git(root, 'rev-parse', '--short', 'HEAD')}`;
}

/** What comes after a release is the next one's forerunner, whether package.json says so already or not. */
function after(tag, version) {
  if (tag !== version) return version;
  const [major, minor, patch] = version.split('.');
  return [major, minor, Number.parseInt(patch, 10) + 1].join('.');
}

function git(root, ...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
