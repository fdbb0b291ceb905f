import { spawnSync } from 'node:child_process';

/** Which sources something is said of. */
export interface Commit {
  /** Forty hex digits; empty where the sources came without their history. */
  readonly id: string;
  /** When it was committed, ISO 8601; empty likewise. */
  readonly at: string;
  /** Files differ from the commit, so what is said is not of it alone. */
  readonly isChanged: boolean;
}

/** The commit that a folder's files are of. */
export function readCommit(folder: string): Commit {
  const git = (...args: readonly string[]) =>
    spawnSync('git', [...args], { cwd: folder, encoding: 'utf8' }).stdout?.trim() ?? '';
  const [id = '', at = ''] = git('log', '-1', '--format=%H %cI').split(' ');
  return { id, at, isChanged: git('status', '--porcelain') !== '' };
}
