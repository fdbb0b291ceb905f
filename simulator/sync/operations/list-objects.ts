import { metaPage } from '../../http/meta-page.ts';
import { objectFields } from '../bodies.ts';
import { checkPageSize } from '../data-rules.ts';
import { KINDS } from '../kinds.ts';
import { askedService, type OperationOf } from '../operation.ts';

/** `GET /v1/Services/{Sid}/{Documents|Maps|Lists}`, oldest first. */
export const listObjects: OperationOf = (kind) => (operation) => (context) => {
  checkPageSize(context.req.query('PageSize'));
  const objects = operation.state
    .list(askedService(operation, context), kind)
    .map((object) => objectFields(context, operation.account, object));
  return context.json(metaPage(context, `${KINDS[kind].noun.toLowerCase()}s`, objects));
};
