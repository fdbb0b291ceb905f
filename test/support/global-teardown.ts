import { rmSync } from 'node:fs';

/** Removes CDK's assemblies: they would fill the disk in a few days. */
export default function globalTeardown(): void {
  const { ASSEMBLIES_FOLDER: folder } = process.env;
  if (folder) rmSync(folder, { recursive: true, force: true });
}
