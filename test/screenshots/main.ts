import { readCommandLine } from '#simulator/command-line.ts';

readCommandLine(
  'npm run screenshots   drives the product in a browser and retakes the pictures in docs/images',
  { options: {} },
);
const { takePictures } = await import('./take-pictures.ts');
await takePictures();
// The last timers of the browser and the stack would keep the process alive for a while.
process.exit(0);
