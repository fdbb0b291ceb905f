/** One dot per digit received, hidden from screen readers, because sixteen dots read one by one help nobody. */
export function TypedDots({ count, grouped }: { readonly count: number; readonly grouped: boolean }) {
  const dots = '•'.repeat(count);
  const text = grouped ? (dots.match(/.{1,4}/g) ?? []).join(' ') : dots;
  return (
    <span class={`dots digits ${grouped ? 'grouped' : ''}`} aria-hidden="true" data-typed={count}>
      {text}
    </span>
  );
}
