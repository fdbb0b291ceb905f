import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LogoType, problemOfLogo, typeOfLogo } from '#lambdas/contract/look-settings.ts';

/** The business's own picture; `problem` is a sentence's end. */
export type ReadLogo =
  | { readonly problem: string }
  | { readonly problem?: undefined; readonly type: LogoType; readonly bytes: Uint8Array };

/** Reads `BRAND_LOGO`: a path from the folder with package.json. */
export function readLogo(path: string): ReadLogo {
  const type = typeOfLogo(path);
  if (!type) return { problem: 'must be the path of an .svg or .png file.' };
  try {
    const bytes = readFileSync(resolve(import.meta.dirname, '..', path));
    const problem = problemOfLogo(type, bytes);
    return problem ? { problem } : { type, bytes };
  } catch {
    return { problem: 'must be the path of a file that can be read, from the folder with package.json.' };
  }
}
