import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LOGO_FOLDER, problemOfLogo, typeOfLogo } from '#lambdas/contract/look-settings.ts';

/** The business's own picture as the desk's port serves it. */
export interface Logo {
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array;
}

/** Reads `BRAND_LOGO`, a path from the folder with package.json; `problem` is a sentence's end. */
export function readLogo(file: string): { readonly problem?: string; readonly logo?: Logo } {
  const kind = typeOfLogo(file) ?? 'png';
  try {
    const body = readFileSync(resolve(import.meta.dirname, '../..', file));
    const problem = problemOfLogo(kind, body);
    if (problem) return { problem };
    const type = kind === 'svg' ? 'image/svg+xml' : 'image/png';
    return { logo: { path: `/${LOGO_FOLDER}/logo.${kind}`, type, body } };
  } catch {
    return { problem: 'must be the path of a file that can be read, from the folder with package.json.' };
  }
}
