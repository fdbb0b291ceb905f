import { type EmbedClient, parseEmbedClients } from '#lambdas/contract/embed-clients.ts';
import { ENV } from '#lambdas/contract/environment.ts';

/** A system that is set up here now: one that was taken out of the settings keeps neither grants nor panels. */
export function clientNamed(name: string | undefined): EmbedClient | undefined {
  return parseEmbedClients(process.env[ENV.embedClients] ?? '')?.find((client) => client.name === name);
}
