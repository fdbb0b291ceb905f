import type { Brand } from '#lambdas/contract/look-settings.ts';

/** What the desk is called, with the business's picture where there is one: the name beside it says the same. */
export function BrandMark({ brand, name }: { readonly brand: Brand | undefined; readonly name: string }) {
  return (
    <span class="brand">
      {brand?.logo && <img src={brand.logo} alt="" />}
      <span class={brand?.logo ? 'brand-name' : undefined}>{name}</span>
    </span>
  );
}
