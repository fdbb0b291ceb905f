import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Handlers } from './handlers.ts';

/** Logs Insights queries over the logs of every handler, as a starting point for the person on call. */
export function addSavedQueries(scope: Construct, stage: string, handlers: Handlers): void {
  const logGroups = [...new Set([...handlers.all.values()].map(({ logGroup }) => logGroup))];
  for (const [id, { name, filter, fields }] of Object.entries(QUERIES)) {
    new QueryDefinition(scope, id, {
      queryDefinitionName: `agent-assist-pay/${stage}: ${name}`,
      logGroups,
      queryString: new QueryString({
        fields: [...fields],
        filterStatements: [filter],
        sort: '@timestamp asc',
        limit: 1_000,
      }),
    });
  }
}

const LINE = ['@timestamp', 'route', 'message', 'state', 'code', 'status', 'sequence', 'agent', 'requestId'];

const QUERIES = {
  OnePaySession: {
    name: 'one pay session',
    filter: 'paySid = "PK-paste-the-payment-sid-here"',
    fields: LINE,
  },
  OneCall: {
    name: 'one call',
    filter: 'callSid = "CA-paste-the-call-sid-here"',
    fields: [...LINE, 'paySid'],
  },
  OneRequest: {
    name: 'one request',
    filter: 'requestId = "paste-the-request-id-here"',
    fields: [...LINE, 'error', 'twilioCode', 'milliseconds'],
  },
  Refusals: {
    name: 'what was refused',
    filter: 'message = "refused"',
    fields: [...LINE, 'field', 'twilioCode'],
  },
} as const;
