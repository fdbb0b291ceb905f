import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#web/src/platform/clock.ts';
import { createHold, type Hold } from './hold.ts';
import type { KeptCall } from './kept-call.ts';
import type { AudioDevices, VoiceCall } from './voice-sdk.ts';

export type CallPhase = 'ringing' | 'connecting' | 'open' | 'reconnecting' | 'ended';
/** The sound of a call: good, or wrong in one of the three ways an agent can act on. */
export type CallQuality = 'good' | 'poor' | 'no-input' | 'no-output';

/**
 * One call on this desk. `callSid` is the customer's leg: the one whose keys a payment listens to. Empty until it is known, when
 * the desk has called out.
 */
export interface DeskCall {
  readonly callSid: string;
  readonly from: string;
  readonly phase: ReadonlySignal<CallPhase>;
  readonly muted: ReadonlySignal<boolean>;
  readonly hold: Pick<Hold, 'held' | 'problem'>;
  readonly quality: ReadonlySignal<CallQuality>;
  /** How loud the agent is, 0 to 1 in steps of a twentieth. */
  readonly inputLevel: ReadonlySignal<number>;
  /** When it began to ring, was answered and ended; milliseconds since the epoch. */
  readonly rangAt: number;
  readonly openedAt: ReadonlySignal<number | undefined>;
  readonly endedAt: ReadonlySignal<number | undefined>;
  readonly connectToken: string | undefined;
  answer(): void;
  decline(): void;
  toggleMute(): void;
  toggleHold(): void;
  hangUp(): void;
}

const WARNINGS: Readonly<Record<string, CallQuality>> = {
  'constant-audio-input-level': 'no-input',
  'low-bytes-sent': 'no-input',
  'low-bytes-received': 'no-output',
};

export interface TrackOptions {
  readonly clock: Clock;
  readonly audio: AudioDevices | null;
  readonly microphone: ReadonlySignal<string>;
  /** Set for a call resumed after a reload. */
  readonly resumed: Pick<KeptCall, 'callSid' | 'openedAt'> | undefined;
  /** Set for a call that the desk makes. */
  readonly outgoing?: Outgoing | undefined;
}

export interface Outgoing {
  /** Whom it calls, for the screen. */
  readonly to: string;
  /** The customer's leg, by the desk's own; empty if it is not found while the call is up. */
  findCustomer(ownSid: string, isUp: () => boolean): Promise<string>;
}

/** Turns the SDK's call and its events into signals. */
export function trackCall(
  sdk: VoiceCall,
  { clock, audio, microphone, resumed, outgoing }: TrackOptions,
): DeskCall {
  const phase = signal<CallPhase>(resumed || outgoing ? 'connecting' : 'ringing');
  const callSid = signal(
    outgoing
      ? ''
      : (resumed?.callSid ?? sdk.customParameters.get('parentCallSid') ?? sdk.parameters.CallSid ?? ''),
  );
  const muted = signal(sdk.isMuted());
  const quality = signal<CallQuality>('good');
  const inputLevel = signal(0);
  const openedAt = signal<number | undefined>(resumed?.openedAt);
  const endedAt = signal<number | undefined>(undefined);
  const warnings = new Set<string>();
  const hold = createHold({ call: sdk, audio, microphone });

  const end = () => {
    if (phase.peek() === 'ended') return;
    endedAt.value = clock.now();
    phase.value = 'ended';
    void hold.end();
  };
  const reassess = () => {
    const found = [...warnings].map((name) => WARNINGS[name] ?? 'poor');
    quality.value =
      found.find((word) => word === 'no-output') ??
      found.find((word) => word === 'no-input') ??
      found[0] ??
      'good';
  };
  sdk.on('accept', () => {
    openedAt.value ??= clock.now();
    phase.value = 'open';
    const isUp = () => phase.peek() !== 'ended';
    void outgoing?.findCustomer(sdk.parameters.CallSid ?? '', isUp).then((sid) => {
      callSid.value = sid;
    });
  });
  sdk.on('reconnecting', () => {
    if (phase.peek() === 'open') phase.value = 'reconnecting';
  });
  sdk.on('reconnected', () => {
    if (phase.peek() === 'reconnecting') phase.value = 'open';
  });
  for (const event of ['disconnect', 'cancel', 'reject'] as const) sdk.on(event, end);
  // Arrives every 50 ms: rounded, so that only visible changes redraw the page.
  sdk.on('volume', (input: number) => {
    inputLevel.value = Math.round(input * 20) / 20;
  });
  sdk.on('mute', (isMuted: boolean) => {
    muted.value = isMuted;
  });
  sdk.on('warning', (name: string) => {
    warnings.add(name);
    reassess();
  });
  sdk.on('warning-cleared', (name: string) => {
    warnings.delete(name);
    reassess();
  });

  return {
    get callSid() {
      return callSid.value;
    },
    from: outgoing?.to ?? sdk.customParameters.get('from') ?? sdk.parameters.From ?? '',
    phase,
    muted,
    hold,
    quality,
    inputLevel,
    rangAt: clock.now(),
    openedAt,
    endedAt,
    get connectToken() {
      return sdk.connectToken;
    },
    answer() {
      if (phase.peek() !== 'ringing') return;
      phase.value = 'connecting';
      const deviceId = microphone.peek();
      // `ideal`, not `exact`: a headset left at home must not lose the call.
      if (deviceId) sdk.accept({ rtcConstraints: { audio: { deviceId: { ideal: deviceId } } } });
      else sdk.accept();
    },
    decline() {
      if (phase.peek() === 'ringing') sdk.reject();
      end();
    },
    toggleMute() {
      if (!hold.held.peek()) sdk.mute(!muted.peek());
    },
    toggleHold() {
      if (phase.peek() === 'open') void hold.toggle();
    },
    hangUp: () => sdk.disconnect(),
  };
}
