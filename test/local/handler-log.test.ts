import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLog } from '#lambdas/platform/log.ts';
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
  it('keeps what handlers log and leaves the terminal the rest', async () => {
    const shown: string[] = [];
    const terminal = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => shown.push(String(text)) > 0);
    const log = openHandlerLog({ file });
    createLog().info('from a handler');
    process.stdout.write('from anybody else\n');
    log.write('from the stack');
    await log.close();
    terminal.mockRestore();

    const [first, second] = (await readFile(file, 'utf8')).split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ level: 'info', message: 'from a handler' });
    expect(second).toBe('from the stack');
    expect(shown).toEqual(['from anybody else\n']);
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
