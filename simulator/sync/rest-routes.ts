import { Hono, type MiddlewareHandler } from 'hono';
import { basicAuth } from '../http/basic-auth.ts';
import { respondToErrors } from '../http/error-responses.ts';
import type { Account } from '../services.ts';
import type { Operation } from './operation.ts';
import { createDocument } from './operations/create-document.ts';
import { createService } from './operations/create-service.ts';
import { deleteDocument } from './operations/delete-document.ts';
import { deletePermission } from './operations/delete-permission.ts';
import { deleteService } from './operations/delete-service.ts';
import { fetchDocument } from './operations/fetch-document.ts';
import { fetchPermission } from './operations/fetch-permission.ts';
import { fetchService } from './operations/fetch-service.ts';
import { listDocuments } from './operations/list-documents.ts';
import { listPermissions } from './operations/list-permissions.ts';
import { listServices } from './operations/list-services.ts';
import { updateDocument } from './operations/update-document.ts';
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

/** Sync's REST API. `FaultPlan.rest.operations` takes the operation names in the first column. */
export function restRoutes({ state, account, failing, log }: RestOptions): Hono {
  const app = new Hono();
  respondToErrors(app, log);
  app.use('/v1/Services', basicAuth(account));
  app.use('/v1/Services/*', basicAuth(account));
  for (const [name, method, path, operation] of OPERATIONS)
    app.on(method, path, failing(name), operation({ state, account }));
  return app;
}

const SERVICE = '/v1/Services/:serviceSid';
const DOCUMENT = `${SERVICE}/Documents/:documentSid`;
const PERMISSION = `${DOCUMENT}/Permissions/:identity`;

const OPERATIONS: readonly (readonly [name: string, method: string, path: string, Operation])[] = [
  ['createService', 'POST', '/v1/Services', createService],
  ['listServices', 'GET', '/v1/Services', listServices],
  ['fetchService', 'GET', SERVICE, fetchService],
  ['updateService', 'POST', SERVICE, updateService],
  ['deleteService', 'DELETE', SERVICE, deleteService],
  ['createDocument', 'POST', `${SERVICE}/Documents`, createDocument],
  ['listDocuments', 'GET', `${SERVICE}/Documents`, listDocuments],
  ['fetchDocument', 'GET', DOCUMENT, fetchDocument],
  ['updateDocument', 'POST', DOCUMENT, updateDocument],
  ['deleteDocument', 'DELETE', DOCUMENT, deleteDocument],
  ['listPermissions', 'GET', `${DOCUMENT}/Permissions`, listPermissions],
  ['fetchPermission', 'GET', PERMISSION, fetchPermission],
  ['updatePermission', 'POST', PERMISSION, updatePermission],
  ['deletePermission', 'DELETE', PERMISSION, deletePermission],
];
