import { PEOPLE } from './people.ts';

/** Where the pages' stylesheet is served. */
export const STYLESHEET_PATH = '/local/sign-in.css';

/** The page that asks who is signing in. No password: it exists on this machine only. */
export function signInPage(action: string): string {
  const choices = PEOPLE.map(
    ({ username, name, groups }) =>
      `<li><button name="username" value="${username}">Sign in as ${name} <span>${groups.join(', ')}</span></button></li>`,
  );
  return page(
    'Practice sign-in',
    `<p>This page exists only on this machine, so it asks for no password. In AWS the real sign-in takes its place.</p>
    <form method="post" action="${escapeHtml(action)}"><ul>${choices.join('')}</ul></form>
    <p class="hint">Two agents at once? Open the desk in a second tab and sign in as the other one.</p>`,
  );
}

/** A page with any other message of the sign-in. */
export function messagePage(title: string, message: string): string {
  return page(title, `<p>${escapeHtml(message)}</p><p><a href="/">Go to the desk</a></p>`);
}

export const STYLESHEET = `:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f3f5f7; color: #17202b; }
main { box-sizing: border-box; width: min(26rem, 100% - 2rem); margin: 1rem; padding: 2rem; background: #fff;
  border: 1px solid #cbd3dc; border-top: 0.5rem solid #b45309; border-radius: 0.5rem; }
h1 { margin: 0 0 0.5rem; font-size: 1.5rem; }
ul { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; gap: 0.75rem; }
button { width: 100%; min-height: 3rem; padding: 0.5rem 1rem; font: inherit; font-weight: 600; text-align: start;
  color: #fff; background: #1d4ed8; border: 2px solid transparent; border-radius: 0.375rem; cursor: pointer; }
button:hover { background: #1e3a8a; }
button span { font-weight: 400; }
button span::before { content: "· "; }
:focus-visible { outline: 3px solid #b45309; outline-offset: 2px; }
.hint { margin-bottom: 0; color: #4b5866; }
@media (prefers-color-scheme: dark) {
  body { background: #10161d; color: #e6ebf0; }
  main { background: #18212b; border-color: #38475a; border-top-color: #d97706; }
  a { color: #93b4ff; }
  .hint { color: #a9b6c4; }
}
`;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(title)}</title>
  <link rel="stylesheet" href="${STYLESHEET_PATH}">
</head>
<body>
  <main>
    <h1>${escapeHtml(title)}</h1>
    ${content}
  </main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
