import { metaPage } from '../../http/meta-page.ts';
import { serviceFields } from '../bodies.ts';
import { checkPageSize } from '../data-rules.ts';
import type { Operation } from '../operation.ts';

/** `GET /v1/Services`. */
export const listServices: Operation =
  ({ state, account }) =>
  (context) => {
    checkPageSize(context.req.query('PageSize'));
    const services = state.services.list().map((service) => serviceFields(context, account, service));
    return context.json(metaPage(context, 'services', services));
  };
