import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openHandlerLog } from '#local/handler-log.ts';
import { makeDataDir } from './support/data-dir.ts';

let dataDir: Awaited<ReturnType<typeof makeDataDir>>;
let file: string;

beforeEach(async () => {
  dataDir = await makeDataDir();
  file = join(dataDir.path, 'log.jsonl');
});

afterEach(() => dataDir.remove());

describe('the log file', () => {
  it('keeps what a handler writes and leaves the terminal the rest', async () => {
    const log = openHandlerLog({ file });
    log.capture(() => process.stdout.write('from a handler\n'));
    log.write('from the stack');
    await log.close();

    expect(await readFile(file, 'utf8')).toBe('from a handler\nfrom the stack\n');
  });

  it('is put aside when it is full, so that two files are all there ever is', async () => {
    for (const day of ['one', 'two', 'three', 'four']) {
      const log = openHandlerLog({ file, largest: 10 });
      log.write(`day ${day}, and so on`);
      await log.close();
    }

    expect((await readdir(dataDir.path)).sort()).toEqual(['log.jsonl', 'log.jsonl.1']);
    expect(await readFile(`${file}.1`, 'utf8')).toContain('day three');
    expect(await readFile(file, 'utf8')).toBe('day four, and so on\n');
  });

  it('loses no line while it is put aside', async () => {
    const log = openHandlerLog({ file, largest: 1_000 });
    for (let line = 0; line < 15; line++) {
      log.write(`line ${String(line).padStart(90, '.')}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await log.close();

    const both = (await readFile(`${file}.1`, 'utf8').catch(() => '')) + (await readFile(file, 'utf8'));
    expect(both.trim().split('\n')).toHaveLength(15);
  });
});
