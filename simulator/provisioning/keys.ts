import { rfc2822 } from '../http/dates.ts';
import { readForm, refuseUnknown } from '../http/form-body.ts';
import { makeSid } from '../http/make-sid.ts';
import { uriPage } from '../http/uri-page.ts';
import { type Operation, recordOf } from './operation.ts';
import type { KeyRecord } from './state.ts';

/** `POST Keys.json`: 201, the only response with the secret (Twilio docs). The key works at once. */
export const createKey: Operation = (state) => async (context) => {
  const form = await readForm(context);
  refuseUnknown(form, 'createKey', ['FriendlyName']);
  const sid = makeSid('SK', state.options.chance);
  const key = { ...state.dated(sid, form.get('FriendlyName') ?? ''), secret: state.options.chance.hex(16) };
  state.keys.set(sid, key);
  return context.json({ ...keyBody(key), secret: key.secret }, 201);
};

/** `GET Keys.json`. */
export const listKeys: Operation = (state) => (context) =>
  context.json(uriPage(context, 'keys', [...state.keys.values()], keyBody));

/** `GET Keys/{SK}.json`. */
export const fetchKey: Operation = (state) => (context) =>
  context.json(keyBody(recordOf(context, state.keys)));

/** `POST Keys/{SK}.json`: changes the name. */
export const updateKey: Operation = (state) => async (context) => {
  const key = recordOf(context, state.keys);
  const form = await readForm(context);
  refuseUnknown(form, 'updateKey', ['FriendlyName']);
  const friendlyName = form.get('FriendlyName') ?? key.friendlyName;
  const updated = { ...key, friendlyName, dateUpdated: state.options.clock.now() };
  state.keys.set(key.sid, updated);
  return context.json(keyBody(updated));
};

/** `DELETE Keys/{SK}.json`: 204; the key no longer works, and tokens it signed are refused. */
export const deleteKey: Operation = (state) => (context) => {
  state.keys.delete(recordOf(context, state.keys).sid);
  return context.body(null, 204);
};

function keyBody(key: KeyRecord): object {
  return {
    sid: key.sid,
    friendly_name: key.friendlyName,
    date_created: rfc2822(key.dateCreated),
    date_updated: rfc2822(key.dateUpdated),
  };
}
