import { type Form, readForm, refuseUnknown } from '../http/form-body.ts';
import { defined, readBoolean } from '../http/form-values.ts';
import { makeSid } from '../http/make-sid.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { invalidParameter } from '../http/twilio-error.ts';
import { uriPage } from '../http/uri-page.ts';
import { commonBody, type Operation, recordOf } from './operation.ts';
import type { ApplicationRecord, ProvisioningState } from './state.ts';
import {
  assertFallbackHasUrl,
  NO_VOICE_SETTINGS,
  readVoiceSettings,
  VOICE_PARAMETERS,
  voiceBody,
} from './voice-settings.ts';

/** `POST Applications.json`: 201. Names are not unique (Twilio docs). */
export const createApplication: Operation = (state) => async (context) => {
  const changes = readApplication(await readForm(context), 'createApplication');
  const application: ApplicationRecord = {
    ...NO_VOICE_SETTINGS,
    publicApplicationConnectEnabled: false,
    ...state.dated(makeSid('AP', state.options.chance), ''),
    ...changes,
  };
  assertFallbackHasUrl(application);
  state.applications.set(application.sid, application);
  return context.json(applicationBody(state, application), 201);
};

/** `GET Applications.json`, by `FriendlyName` or all. */
export const listApplications: Operation = (state) => (context) =>
  context.json(
    uriPage(
      context,
      'applications',
      [...state.applications.values()],
      (application) => applicationBody(state, application),
      { FriendlyName: ({ friendlyName }, asked) => friendlyName === asked },
    ),
  );

/** `GET Applications/{AP}.json`. */
export const fetchApplication: Operation = (state) => (context) =>
  context.json(applicationBody(state, recordOf(context, state.applications)));

/** `POST Applications/{AP}.json`: changes the given parameters and leaves the rest. */
export const updateApplication: Operation = (state) => async (context) => {
  const application = recordOf(context, state.applications);
  const changes = readApplication(await readForm(context), 'updateApplication');
  const updated = { ...application, ...changes, dateUpdated: state.options.clock.now() };
  assertFallbackHasUrl(updated);
  state.applications.set(updated.sid, updated);
  return context.json(applicationBody(state, updated));
};

/** `DELETE Applications/{AP}.json`: 204. Numbers that pointed at it then point nowhere (unconfirmed). */
export const deleteApplication: Operation = (state) => (context) => {
  state.applications.delete(recordOf(context, state.applications).sid);
  return context.body(null, 204);
};

function readApplication(form: Form, operation: string): Partial<ApplicationRecord> {
  refuseUnknown(form, operation, [...VOICE_PARAMETERS, 'FriendlyName', 'PublicApplicationConnectEnabled']);
  // Nobody can dial an application here, so nobody from another account either.
  if (readBoolean(form, 'PublicApplicationConnectEnabled'))
    throw new SimulatorUnsupported('PublicApplicationConnectEnabled=true');
  const friendlyName = form.get('FriendlyName');
  if (friendlyName !== undefined && friendlyName.length > LONGEST_NAME)
    throw invalidParameter('FriendlyName');
  return {
    ...readVoiceSettings(form),
    ...defined<ApplicationRecord>({
      friendlyName,
      publicApplicationConnectEnabled: readBoolean(form, 'PublicApplicationConnectEnabled'),
    }),
  };
}

/** Characters (Twilio docs). */
const LONGEST_NAME = 64;

function applicationBody(state: ProvisioningState, application: ApplicationRecord): object {
  return {
    ...commonBody(state, 'Applications', application),
    ...voiceBody(application),
    public_application_connect_enabled: application.publicApplicationConnectEnabled,
    message_status_callback: '',
    sms_fallback_method: 'POST',
    sms_fallback_url: '',
    sms_method: 'POST',
    sms_status_callback: '',
    sms_url: '',
  };
}
