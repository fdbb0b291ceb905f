import type { Control } from './control.ts';

/** The table of controls as docs/pci-scope.md has it: links are from that folder. */
export function scopeTable(controls: readonly Control[]): string {
  return [
    '| requirement | control | test |',
    '| --- | --- | --- |',
    ...controls.map(({ requirements, gist, does, reasons, tests }) => {
      const why = reasons === undefined ? '' : ` ([why](${reasons.replace(/^docs\//, '')}))`;
      return `| ${requirements.join(', ')} ${gist} | ${does}${why} | ${tests.map((test) => `\`${test}\``).join(', ')} |`;
    }),
    '',
  ].join('\n');
}
