import type { Context } from 'hono';
import { type Form, readForm, refuseUnknown } from '../http/form-body.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { invalidParameter } from '../http/twilio-error.ts';
import { uriPage } from '../http/uri-page.ts';
import { commonBody, type Operation, recordOf } from './operation.ts';
import type { NumberRecord, ProvisioningState } from './state.ts';
import { assertFallbackHasUrl, readVoiceSettings, VOICE_PARAMETERS, voiceBody } from './voice-settings.ts';

/** `GET IncomingPhoneNumbers.json`; `PhoneNumber` also matches parts, and `*` matches one digit (Twilio docs). */
export const listPhoneNumbers: Operation = (state) => (context) =>
  context.json(
    uriPage(
      context,
      'incoming_phone_numbers',
      [...state.numbers.values()],
      (number) => phoneNumberBody(state, number),
      {
        PhoneNumber: ({ phoneNumber }, asked) => isPartOf(phoneNumber, asked),
        FriendlyName: ({ friendlyName }, asked) => friendlyName === asked,
      },
    ),
  );

/** `GET IncomingPhoneNumbers/{PN}.json`. */
export const fetchPhoneNumber: Operation = (state) => (context) =>
  context.json(phoneNumberBody(state, numberOf(context, state)));

/** `POST IncomingPhoneNumbers/{PN}.json`: an application and a trunk replace each other (Twilio docs). */
export const updatePhoneNumber: Operation = (state) => async (context) => {
  const number = numberOf(context, state);
  const form = await readForm(context);
  refuseUnknown(form, 'updatePhoneNumber', [...VOICE_PARAMETERS, ...OWN_PARAMETERS]);
  const updated: NumberRecord = {
    ...number,
    ...readVoiceSettings(form),
    ...readLead(state, number, form),
    friendlyName: form.get('FriendlyName') ?? number.friendlyName,
    voiceReceiveMode: readReceiveMode(form) ?? number.voiceReceiveMode,
    dateUpdated: state.options.clock.now(),
  };
  assertFallbackHasUrl(updated);
  state.numbers.set(number.sid, updated);
  return context.json(phoneNumberBody(state, updated));
};

/** @throws SimulatorUnsupported for the lists by kind, which stand where a SID stands */
function numberOf(context: Context, { numbers }: ProvisioningState): NumberRecord {
  const file = context.req.param('file') ?? '';
  if (['Local.json', 'Mobile.json', 'TollFree.json'].includes(file))
    throw new SimulatorUnsupported(`${context.req.method} ${context.req.path}`);
  return recordOf(context, numbers);
}

const OWN_PARAMETERS = ['FriendlyName', 'VoiceApplicationSid', 'TrunkSid', 'VoiceReceiveMode'];

/** When both are sent, the application wins (unconfirmed). */
function readLead(
  { applications, options }: ProvisioningState,
  { voiceApplicationSid, trunkSid }: NumberRecord,
  form: Form,
): Pick<NumberRecord, 'voiceApplicationSid' | 'trunkSid'> {
  const [application, trunk] = [form.get('VoiceApplicationSid'), form.get('TrunkSid')];
  if (application) {
    if (!applications.has(application)) throw invalidParameter('VoiceApplicationSid');
    return { voiceApplicationSid: application, trunkSid: '' };
  }
  if (trunk) {
    if (!/^TK[0-9a-f]{32}$/i.test(trunk)) throw invalidParameter('TrunkSid');
    return { voiceApplicationSid: '', trunkSid: trunk };
  }
  const clears = application === '' && options.settings.emptyApplicationSid === 'clears';
  return {
    voiceApplicationSid: clears ? '' : voiceApplicationSid,
    trunkSid: trunk === '' ? '' : trunkSid,
  };
}

function readReceiveMode(form: Form): string | undefined {
  const mode = form.get('VoiceReceiveMode');
  if (mode !== undefined && mode !== 'voice' && mode !== 'fax') throw invalidParameter('VoiceReceiveMode');
  if (mode === 'fax') throw new SimulatorUnsupported('VoiceReceiveMode=fax');
  return mode;
}

function isPartOf(phoneNumber: string, asked: string): boolean {
  const pattern = asked.replace(/[^\d*]/g, '').replaceAll('*', '\\d');
  return pattern !== '' && new RegExp(pattern).test(phoneNumber);
}

function phoneNumberBody(state: ProvisioningState, number: NumberRecord): object {
  return {
    ...commonBody(state, 'IncomingPhoneNumbers', number),
    ...voiceBody(number),
    phone_number: number.phoneNumber,
    voice_application_sid: number.voiceApplicationSid,
    trunk_sid: number.trunkSid || null,
    voice_receive_mode: number.voiceReceiveMode,
    address_requirements: 'none',
    address_sid: null,
    beta: false,
    bundle_sid: null,
    capabilities: { voice: true, sms: false, mms: false, fax: false },
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    emergency_status: 'Inactive',
    identity_sid: null,
    origin: 'twilio',
    sms_application_sid: '',
    sms_fallback_method: 'POST',
    sms_fallback_url: '',
    sms_method: 'POST',
    sms_url: '',
    status: 'in-use',
    type: 'local',
  };
}
