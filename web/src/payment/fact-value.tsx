import { CopyButton } from '#web/src/components/copy-button.tsx';
import type { Fact } from './reference-facts.ts';

/** The value of a fact, in the direction it is written in, and what copies it. */
export function FactValue({ fact: [name, value, isCopied = false] }: { readonly fact: Fact }) {
  return (
    <>
      <bdi>{value}</bdi>
      {isCopied && <CopyButton name={name} value={value} />}
    </>
  );
}
