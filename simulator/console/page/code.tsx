/** Text as it is, in a box that scrolls by mouse and keyboard. */
export function Code({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="code" tabIndex={0} aria-label={name}>
      <pre>{text}</pre>
    </section>
  );
}
