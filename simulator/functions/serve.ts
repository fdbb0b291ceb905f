import { existsSync, readFileSync, realpathSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { NO_PROXIES } from '../run/app-environment.ts';
import { createBothSchemes } from './both-schemes.ts';
import { createHost } from './host.ts';
import { ORDER_VARIABLE, type Order, type Report } from './order.ts';
import { readProject } from './project.ts';
import { createRuntime } from './runtime.ts';
import { projectVariables } from './variables.ts';

/** A process of its own: serves a Functions project until the process that started it ends. */
async function serve({ directory: given, port: wanted, identity }: Order): Promise<Report> {
  const directory = realpathSync(given);
  const dotEnv = join(directory, '.env');
  const text = existsSync(dotEnv) ? readFileSync(dotEnv, 'utf8') : '';
  const { variables, replaced } = projectVariables(text, process.env);
  Object.assign(process.env, variables, NO_PROXIES);
  process.chdir(directory);
  let respond: RequestListener = () => {};
  const server = createBothSchemes(identity, (request, response) => respond(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      reject(new Error(`Failed to listen on port ${wanted}: ${code}. Set PORT to a free one.`)),
    );
    server.listen(wanted, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const runtime = createRuntime(directory, variables, `localhost:${port}`);
  respond = createHost({ directory, authToken: variables.AUTH_TOKEN ?? '', runtime, log });
  return { port, resources: readProject(directory), replaced };
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

const order: Order = JSON.parse(process.env[ORDER_VARIABLE] ?? '{}');
delete process.env[ORDER_VARIABLE];
process.on('disconnect', () => process.exit());
// What a function still does after its reply, and gets wrong, ends no other one; at Twilio neither.
process.on('uncaughtException', (error) => log(error.stack ?? error.message));
process.on('unhandledRejection', (reason) => log(reason instanceof Error ? `${reason.stack}` : `${reason}`));
serve(order).then(
  (report) => process.send?.(report),
  (error: Error) => process.send?.({ problem: error.message } satisfies Report),
);
