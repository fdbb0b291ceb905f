import { effect, type ReadonlySignal } from '@preact/signals';
import type { Announcer } from '#web/src/platform/announcer.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import { durationOf } from '#web/src/platform/duration.ts';
import type { IdleWatch } from '#web/src/sign-in/watch-idle.ts';
import type { TextKey, Words } from '#web/src/words/catalogue.ts';
import { fill } from '#web/src/words/words.ts';
import type { CallPhase, CallQuality } from './call.ts';
import { spokenCaller } from './caller.ts';
import type { Phone, PhoneState } from './phone.ts';

const PHONE: Readonly<Partial<Record<PhoneState, TextKey>>> = {
  online: 'spoken.online',
  paused: 'spoken.paused',
  offline: 'spoken.offline',
  lost: 'banner.phoneLost',
};

const QUALITY: Readonly<Partial<Record<CallQuality, TextKey>>> = {
  poor: 'banner.poor',
  'no-input': 'banner.noInput',
  'no-output': 'banner.noOutput',
};

export interface SpeakOfCalls {
  readonly announcer: Pick<Announcer, 'say'>;
  readonly phone: Pick<Phone, 'state' | 'call' | 'deviceLost'>;
  readonly idle: Pick<IdleWatch, 'endsAt'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly words: ReadonlySignal<Words>;
}

/** Announces the phone and its call: ringing and a lost phone immediately, the rest at the next pause. */
export function speakOfCalls({ announcer, phone, idle, clock, words }: SpeakOfCalls): void {
  let lastState: PhoneState = 'offline';
  effect(() => {
    const state = phone.state.value;
    if (state === lastState) return;
    lastState = state;
    const key = PHONE[state];
    if (key) announcer.say({ text: words.peek().texts[key], urgent: state === 'lost', topic: 'phone' });
  });

  effect(() => {
    if (idle.endsAt.value === undefined) return;
    announcer.say({ text: words.peek().texts['spoken.idle'], urgent: true, topic: 'idle' });
  });
  effect(() => {
    if (phone.deviceLost.value)
      announcer.say({ text: words.peek().texts['banner.deviceLost'], topic: 'quality' });
  });

  let lastPhase: CallPhase | undefined;
  let lastQuality: CallQuality = 'good';
  let wasHeld = false;
  effect(() => {
    const call = phone.call.value;
    const phase = call?.phase.value;
    const quality = call?.quality.value ?? 'good';
    const { texts } = words.peek();
    if (phase === 'ringing' && lastPhase !== 'ringing' && call) {
      const from = spokenCaller(call.from, texts);
      announcer.say({ text: fill(texts['spoken.ringing'], { from }), urgent: true, topic: 'call' });
    }
    if (phase === 'open' && lastPhase === 'connecting') {
      announcer.say({ text: texts['spoken.connected'], topic: 'call' });
    }
    if (phase === 'ended' && lastPhase !== undefined && lastPhase !== 'ended' && call) {
      const openedAt = call.openedAt.peek();
      const time = openedAt === undefined ? '' : durationOf((call.endedAt.peek() ?? clock.now()) - openedAt);
      const text = time ? fill(texts['call.endedAfter'], { time }) : texts['call.ended'];
      announcer.say({ text, topic: 'call' });
    }
    const key = quality === lastQuality ? undefined : QUALITY[quality];
    if (key) announcer.say({ text: texts[key], topic: 'quality' });
    lastQuality = quality;
    lastPhase = phase;
    const isHeld = call?.hold.held.value ?? false;
    if (isHeld !== wasHeld && phase === 'open') {
      announcer.say({ text: texts[isHeld ? 'spoken.held' : 'spoken.offHold'], topic: 'hold' });
    }
    wasHeld = isHeld;
  });
}
