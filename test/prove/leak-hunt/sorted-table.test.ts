import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Level } from 'level';
import { readSortedTable } from './sorted-table.ts';

it('reads what a table file holds behind its compression', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agent-assist-pay-'));
  const level = new Level(folder);
  const value = (index: number) => `{"amount":"12.00","currency":"USD","word":"needle-${index}"}`;
  for (let index = 0; index < 500; index += 1) await level.put(`key-${index}`, value(index));
  // Only the underlying classic engine has it.
  await (level as unknown as { compactRange(from: string, to: string): Promise<void> }).compactRange('', '~');
  await level.close();

  const files = (await readdir(folder)).filter((name) => name.endsWith('.ldb'));
  const raw = await Promise.all(files.map((name) => readFile(join(folder, name))));
  const text = Buffer.concat(raw.flatMap(readSortedTable)).toString('latin1');
  expect(Buffer.concat(raw).toString('latin1')).not.toContain(value(321));
  for (let index = 0; index < 500; index += 1) expect(text).toContain(value(index));
  await rm(folder, { recursive: true });
});
