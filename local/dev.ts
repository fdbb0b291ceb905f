import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readCommandLine } from '#simulator/command-line.ts';
import { stopWithParent } from './stop-with-parent.ts';
import { usage } from './usage.ts';

// Read here: what is watched would be run again at every change, and never end.
readCommandLine(usage('npm run dev', 'the same as npm start; page and handlers reload when you save'), {
  options: {},
});
const [tsx, main] = ['tsx/cli', './main.ts'].map((path) => fileURLToPath(import.meta.resolve(path)));
const watch = [tsx ?? '', 'watch', '--clear-screen=false', main ?? '', '--dev'];
const child = spawn(process.execPath, watch, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
stopWithParent(() => child.kill());
child.once('exit', (code) => process.exit(code ?? 1));
