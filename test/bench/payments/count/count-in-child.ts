import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PaymentCounts } from './count-payment.ts';

const ENTRY = fileURLToPath(new URL('./count-child.ts', import.meta.url));

/**
 * Counts one payment in a process of its own, whose environment, output and requests are nobody else's.
 *
 * @throws Error when it fails; the reason is on stderr
 */
export async function countInChild(): Promise<PaymentCounts> {
  // Without jest's settings.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let counts: PaymentCounts | undefined;
  child.on('message', (message) => {
    counts = message as PaymentCounts;
  });
  const [code] = await once(child, 'exit');
  if (!counts) throw new Error(`Failed to count a payment: the process ended with ${code}.`);
  return counts;
}
