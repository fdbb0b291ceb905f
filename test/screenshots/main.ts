import { readCommandLine, refuseCommandLine } from '#simulator/command-line.ts';

const USAGE = `npm run screenshots                     drives the product in a browser and retakes the pictures in docs/images
npm run screenshots -- sheet <folder>   every page at 360, 768, 1280 and 1920 pixels, light and dark, to be looked at`;
const { positionals } = readCommandLine(USAGE, { options: {}, words: true });
const [what, folder, ...more] = positionals;
if (more.length > 0 || (what !== undefined && (what !== 'sheet' || folder === undefined)))
  refuseCommandLine('It takes the word sheet with a folder, or nothing.', USAGE);
if (folder === undefined) await (await import('./take-pictures.ts')).takePictures();
else await (await import('./take-sheet.ts')).takeSheet(folder);
// The last timers of the browser and the stack would keep the process alive for a while.
process.exit(0);
