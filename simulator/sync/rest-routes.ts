import { type Context, type Handler, Hono, type MiddlewareHandler } from 'hono';
import { basicAuth } from '../http/basic-auth.ts';
import { respondToErrors } from '../http/error-responses.ts';
import { showName } from '../http/show-name.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { notFound, TwilioError } from '../http/twilio-error.ts';
import type { Account } from '../services.ts';
import { ALL_KINDS, COLLECTIONS, KINDS, pathOf } from './kinds.ts';
import { type Operation, restPath } from './operation.ts';
import { createItem } from './operations/create-item.ts';
import { createObject } from './operations/create-object.ts';
import { createService } from './operations/create-service.ts';
import { deleteItem } from './operations/delete-item.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deletePermission } from './operations/delete-permission.ts';
import { deleteService } from './operations/delete-service.ts';
import { fetchItem } from './operations/fetch-item.ts';
import { fetchObject } from './operations/fetch-object.ts';
import { fetchPermission } from './operations/fetch-permission.ts';
import { fetchService } from './operations/fetch-service.ts';
import { listItems } from './operations/list-items.ts';
import { listObjects } from './operations/list-objects.ts';
import { listPermissions } from './operations/list-permissions.ts';
import { listServices } from './operations/list-services.ts';
import { updateItem } from './operations/update-item.ts';
import { updateObject } from './operations/update-object.ts';
import { updatePermission } from './operations/update-permission.ts';
import { updateService } from './operations/update-service.ts';
import type { SyncState } from './sync-state.ts';

export interface RestOptions {
  readonly state: SyncState;
  readonly account: Account;
  /** Makes an operation fail when `FaultPlan.rest` says so; from `createRestFaults`. */
  readonly failing: (operation: string) => MiddlewareHandler;
  readonly log: (line: string) => void;
}

/** Sync's REST API. `FaultPlan.rest.operations` takes the names of the operations. */
export function restRoutes({ state, account, failing, log }: RestOptions): Hono {
  const app = new Hono();
  respondToErrors(app, log);
  for (const path of ['/v1/Services', '/v1/Services/*']) app.use(path, basicAuth(account), refuseEmptyParts);
  const missingPermission = state.settings.syncMissingPermissionCode;
  for (const row of OPERATIONS)
    app.on(
      row.method,
      row.path,
      failing(row.name),
      refuseUnobeyed(row),
      asRest(row.operation({ state, account }), missingPermission),
    );
  return app;
}

/** An empty part of a path names nothing (observed). */
const refuseEmptyParts: MiddlewareHandler = async (context, next) => {
  if (/\/(?:\/|$)/.test(new URL(context.req.url).pathname)) throw notFound(restPath(context));
  await next();
};

/** Refuses what the operation would not obey: parameters in the query, and `If-Match`. */
function refuseUnobeyed({ name, query = [], ifMatch = false }: Row): MiddlewareHandler {
  return async (context, next) => {
    for (const parameter of new URL(context.req.url).searchParams.keys())
      if (!query.includes(parameter)) throw new SimulatorUnsupported(`${name} with ${showName(parameter)}`);
    if (!ifMatch && context.req.header('if-match') !== undefined)
      throw new SimulatorUnsupported(`${name} with If-Match`);
    await next();
  };
}

/** Whatever is missing is 20404 over REST (observed); Sync's own codes for it belong to the socket. */
function asRest(handler: Handler, missingPermission: number): Handler {
  return async (context: Context, next) => {
    try {
      return await handler(context, next);
    } catch (error) {
      if (!(error instanceof TwilioError) || error.status !== 404) throw error;
      throw error.code === missingPermission ? error : notFound(restPath(context));
    }
  };
}

interface Row {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly operation: Operation;
  /** Parameters taken from the query. */
  readonly query?: readonly string[];
  readonly ifMatch?: boolean;
}

const PAGE = ['PageSize', 'Page'];
const ITEM_QUERY = [...PAGE, 'PageToken', 'Order', 'From', 'Bounds'];
const SERVICES = '/v1/Services';
const SERVICE = `${SERVICES}/:serviceSid`;

const OPERATIONS: readonly Row[] = [
  { name: 'createService', method: 'POST', path: SERVICES, operation: createService },
  { name: 'listServices', method: 'GET', path: SERVICES, operation: listServices, query: PAGE },
  { name: 'fetchService', method: 'GET', path: SERVICE, operation: fetchService },
  { name: 'updateService', method: 'POST', path: SERVICE, operation: updateService },
  { name: 'deleteService', method: 'DELETE', path: SERVICE, operation: deleteService },
  ...ALL_KINDS.flatMap((kind): readonly Row[] => {
    const { noun } = KINDS[kind];
    const isDocument = kind === 'document';
    const objects = `${SERVICE}/${pathOf(kind)}`;
    const object = `${objects}/:object`;
    const permissions = `${object}/Permissions`;
    const permission = `${permissions}/:identity`;
    const named = isDocument ? 'Permission' : `${noun}Permission`;
    return [
      { name: `create${noun}`, method: 'POST', path: objects, operation: createObject(kind) },
      { name: `list${noun}s`, method: 'GET', path: objects, operation: listObjects(kind), query: PAGE },
      { name: `fetch${noun}`, method: 'GET', path: object, operation: fetchObject(kind) },
      {
        name: `update${noun}`,
        method: 'POST',
        path: object,
        operation: updateObject(kind),
        ifMatch: isDocument,
      },
      {
        name: `delete${noun}`,
        method: 'DELETE',
        path: object,
        operation: deleteObject(kind),
        ifMatch: isDocument,
      },
      {
        name: `list${named}s`,
        method: 'GET',
        path: permissions,
        operation: listPermissions(kind),
        query: PAGE,
      },
      { name: `fetch${named}`, method: 'GET', path: permission, operation: fetchPermission(kind) },
      { name: `update${named}`, method: 'POST', path: permission, operation: updatePermission(kind) },
      { name: `delete${named}`, method: 'DELETE', path: permission, operation: deletePermission(kind) },
    ];
  }),
  ...COLLECTIONS.flatMap((kind): readonly Row[] => {
    const named = `${KINDS[kind].noun}Item`;
    const items = `${SERVICE}/${pathOf(kind)}/:object/Items`;
    const item = `${items}/:key`;
    return [
      { name: `create${named}`, method: 'POST', path: items, operation: createItem(kind) },
      { name: `list${named}s`, method: 'GET', path: items, operation: listItems(kind), query: ITEM_QUERY },
      { name: `fetch${named}`, method: 'GET', path: item, operation: fetchItem(kind) },
      { name: `update${named}`, method: 'POST', path: item, operation: updateItem(kind), ifMatch: true },
      { name: `delete${named}`, method: 'DELETE', path: item, operation: deleteItem(kind), ifMatch: true },
    ];
  }),
];
