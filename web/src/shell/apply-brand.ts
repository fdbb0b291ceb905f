import type { Brand } from '#lambdas/contract/look-settings.ts';

/** Puts a business's colour and picture on the page: by script, because the page's policy allows no inline style. */
export function applyBrand(page: Document, { accent = {} as never, logo }: Brand): void {
  for (const [token, [light, dark]] of Object.entries<readonly [string, string]>(accent)) {
    page.documentElement.style.setProperty(`--${token}`, `light-dark(${light}, ${dark})`);
  }
  if (logo) page.querySelector('link[rel=icon]')?.setAttribute('href', logo);
}
