export const VIEWS = ['requests', 'objects', 'faults', 'settings', 'try'] as const;
export type View = (typeof VIEWS)[number];

/** What the address says after its `#`: the view, which requests are listed, and the one that is open. */
export interface Address {
  readonly view: View;
  readonly kinds: readonly string[];
  readonly call?: string | undefined;
  readonly problem: boolean;
  readonly text: string;
  /** Entries up to this id were cleared from view. */
  readonly after?: string | undefined;
  readonly id?: string | undefined;
}

/** Reads `#/requests?kind=voice,payment&call=CA…&problem=true&text=…&after=7&id=12`; what it does not know is left out. */
export function readAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const parameters = new URLSearchParams(query);
  const idOf = (name: string) => /^\d{1,15}$/.exec(parameters.get(name) ?? '')?.[0];
  return {
    view: VIEWS.find((view) => view === path) ?? 'requests',
    kinds: (parameters.get('kind') ?? '').split(',').filter(Boolean),
    call: parameters.get('call') || undefined,
    problem: parameters.get('problem') === 'true',
    text: parameters.get('text') ?? '',
    after: idOf('after'),
    id: idOf('id'),
  };
}

/** The inverse of {@link readAddress}. */
export function writeAddress({ view, kinds, call, problem, text, after, id }: Address): string {
  const parameters = new URLSearchParams({
    ...(kinds.length > 0 ? { kind: kinds.join(',') } : {}),
    ...(call ? { call } : {}),
    ...(problem ? { problem: 'true' } : {}),
    ...(text ? { text } : {}),
    ...(after ? { after } : {}),
    ...(id ? { id } : {}),
  });
  const query = parameters.toString().replaceAll('%2C', ',');
  return `#/${view}${query ? `?${query}` : ''}`;
}
