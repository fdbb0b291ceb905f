import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { isoSeconds } from '../http/dates.ts';
import { metaPage } from '../http/meta-page.ts';
import { notFound } from '../http/twilio-error.ts';
import type { ConnectorConfig } from '../services.ts';
import type { Operation } from './operation.ts';
import type { ProvisioningState } from './state.ts';

/**
 * `GET /v1/InstalledAddOns` of the Marketplace. Whether Pay Connectors are listed there is unconfirmed: setting
 * `marketplaceListsConnectors`.
 */
export const listInstalledAddOns: Operation = (state) => (context) => {
  const addOns = listed(state).map((connector) => addOnBody(context, state, connector));
  return context.json(metaPage(context, 'installed_add_ons', addOns));
};

/** `GET /v1/InstalledAddOns/{XE}`. */
export const fetchInstalledAddOn: Operation = (state) => (context) => {
  const connector = listed(state).find(
    ({ uniqueName }) => sidOf('XE', uniqueName) === context.req.param('sid'),
  );
  if (!connector) throw notFound(context.req.path);
  return context.json(addOnBody(context, state, connector));
};

function listed({ connectors, options }: ProvisioningState): readonly ConnectorConfig[] {
  return options.settings.marketplaceListsConnectors ? connectors : [];
}

/** Neither the address nor the credentials of the connector: what `configuration` holds is unconfirmed. */
function addOnBody(context: Context, state: ProvisioningState, { uniqueName }: ConnectorConfig): object {
  const sid = sidOf('XE', uniqueName);
  const { origin } = new URL(context.req.url);
  const url = `${origin}/v1/InstalledAddOns/${sid}`;
  return {
    sid,
    account_sid: state.options.account.accountSid,
    friendly_name: 'Generic Pay Connector',
    description: 'Generic Pay Connector',
    configuration: {},
    unique_name: uniqueName,
    date_created: isoSeconds(state.startedAt),
    date_updated: isoSeconds(state.startedAt),
    url,
    links: {
      extensions: `${url}/Extensions`,
      available_add_on: `${origin}/v1/AvailableAddOns/${sidOf('XB', 'Generic Pay Connector')}`,
    },
  };
}

function sidOf(prefix: string, name: string): string {
  return `${prefix}${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
}
