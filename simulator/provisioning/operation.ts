import type { Context, Handler } from 'hono';
import { rfc2822 } from '../http/dates.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { notFound } from '../http/twilio-error.ts';
import type { ProvisioningState } from './state.ts';

/** One REST operation: takes the account's resources, returns a route handler. */
export type Operation = (state: ProvisioningState) => Handler;

/** The record named by the path's last part, `{Sid}.json`. @throws TwilioError 404 with code 20404 */
export function recordOf<T>(context: Context, records: ReadonlyMap<string, T>): T {
  const file = context.req.param('file') ?? '';
  if (!file.endsWith('.json')) throw new SimulatorUnsupported('the XML form of the 2010 API');
  const record = records.get(file.slice(0, -'.json'.length));
  if (record === undefined) throw notFound(context.req.path);
  return record;
}

/** The fields every body of the 2010 API has. */
export function commonBody(
  { options }: ProvisioningState,
  resource: string,
  record: {
    readonly sid: string;
    readonly friendlyName: string;
    readonly dateCreated: Date;
    readonly dateUpdated: Date;
  },
): object {
  return {
    sid: record.sid,
    account_sid: options.account.accountSid,
    friendly_name: record.friendlyName,
    api_version: '2010-04-01',
    date_created: rfc2822(record.dateCreated),
    date_updated: rfc2822(record.dateUpdated),
    uri: `/2010-04-01/Accounts/${options.account.accountSid}/${resource}/${record.sid}.json`,
  };
}
