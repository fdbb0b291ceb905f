import type { Context } from 'hono';
import { itemFields, originOf } from '../bodies.ts';
import { checkKey, checkPageSize } from '../data-rules.ts';
import type { PageRequest } from '../item-page.ts';
import type { CollectionKind } from '../kinds.ts';
import { askedObject, type OperationOf } from '../operation.ts';
import { syncError } from '../sync-error.ts';
import type { ItemKey } from '../sync-object.ts';

/**
 * `GET …/Items`: by `Order`, `From`, `Bounds` and `PageSize` (Twilio docs). A page's address names the item beside it,
 * so pages stay in step while items come and go.
 */
export const listItems: OperationOf<CollectionKind> = (kind) => (operation) => (context) => {
  const { state, account } = operation;
  const collection = askedObject(operation, context, kind, 'read');
  const keyOf = (text: string) => checkKey(kind, text, state.settings.syncLongestKey);
  const request = readPageRequest(context, keyOf);
  const { items, hasNext } = state.objects.page(collection.sid, request);

  const number = Number(context.req.query('Page') ?? 0) || 0;
  const urlOf = (page: number, direction?: Direction, key?: ItemKey) => {
    const url = new URL(`${originOf(context)}${new URL(context.req.url).pathname}`);
    if (request.from !== undefined) url.searchParams.set('From', String(request.from));
    url.searchParams.set('Bounds', request.bounds);
    url.searchParams.set('Order', request.order);
    url.searchParams.set('PageSize', String(request.size));
    url.searchParams.set('Page', String(page));
    if (direction && key !== undefined) url.searchParams.set('PageToken', tokenOf(direction, key));
    return url.href;
  };
  const [first, last] = [items[0], items.at(-1)];
  const { beside } = request;
  return context.json({
    items: items.map((item) => itemFields(context, account, collection, item)),
    meta: {
      key: 'items',
      page: number,
      page_size: request.size,
      url: urlOf(number, beside?.direction, beside?.key),
      first_page_url: urlOf(0),
      previous_page_url: number > 0 && first ? urlOf(number - 1, 'previous', first.key) : null,
      next_page_url: hasNext && last ? urlOf(number + 1, 'next', last.key) : null,
    },
  });
};

type Direction = NonNullable<PageRequest['beside']>['direction'];

function readPageRequest(context: Context, keyOf: (text: string) => ItemKey): PageRequest {
  const { Order: order = 'asc', From: from, Bounds: bounds = 'inclusive', ...query } = context.req.query();
  if (order !== 'asc' && order !== 'desc') throw syncError(54451);
  if (bounds !== 'inclusive' && bounds !== 'exclusive') throw syncError(54452);
  return {
    order,
    bounds,
    size: checkPageSize(query.PageSize),
    ...(from !== undefined && { from: keyOf(from) }),
    ...(query.PageToken !== undefined && { beside: readToken(query.PageToken, keyOf) }),
  };
}

/** Opaque to applications. */
function tokenOf(direction: Direction, key: ItemKey): string {
  return `PT${direction === 'next' ? 'N' : 'P'}${Buffer.from(String(key)).toString('base64url')}`;
}

function readToken(token: string, keyOf: (text: string) => ItemKey): NonNullable<PageRequest['beside']> {
  const [, side, encoded = ''] = /^PT([NP])([\w-]+)$/.exec(token) ?? [];
  if (!side) throw syncError(54453);
  const key = keyOf(Buffer.from(encoded, 'base64url').toString('utf8'));
  return { direction: side === 'N' ? 'next' : 'previous', key };
}
