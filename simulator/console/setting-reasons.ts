/** Why each setting has its default, by name: the tables of simulator/README.md, which are the one home of the reasons. */
export function settingReasons(readme: string): Readonly<Record<string, string>> {
  const section = readme.split(/^## /m).find((text) => text.startsWith(HEADING)) ?? '';
  const rows = section.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| `.+` \| (.+) \|$/gm);
  return Object.fromEntries(
    [...rows].flatMap(([, names = '', reason = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, sentence(reason)]),
    ),
  );
}

const HEADING = 'What no source confirms';

/** Plain text, with a capital at the start and a full stop. */
function sentence(reason: string): string {
  const text = reason.replaceAll('`', '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!”]$/.test(text) ? '' : '.'}`;
}
