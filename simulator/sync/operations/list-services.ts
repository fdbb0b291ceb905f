import { metaPage } from '../../http/meta-page.ts';
import { serviceBody } from '../bodies.ts';
import type { Operation } from '../operation.ts';

/** `GET /v1/Services`. */
export const listServices: Operation =
  ({ state, account }) =>
  (context) => {
    const services = state.services
      .list()
      .map((service) => serviceBody(context, account.accountSid, service));
    return context.json(metaPage(context, 'services', services));
  };
