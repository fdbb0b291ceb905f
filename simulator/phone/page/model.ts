import { computed, signal } from '@preact/signals';
import type { CallStatus } from '../../services.ts';
import type { ToPhone } from '../messages.ts';
import { openSocket } from './socket.ts';
import { createSound } from './sound.ts';
import { typeKeys } from './typist.ts';
import { playFile, speak } from './voice.ts';

export interface CallView {
  readonly callSid: string;
  readonly other: string;
  readonly incoming: boolean;
  readonly status: CallStatus;
  readonly note?: string;
  readonly connectedAt?: number;
  readonly endedAt?: number;
}

/** Where the caller stands in a queue, front is 1. */
export interface Place {
  readonly position: number;
  readonly size: number;
}

export type PhoneModel = ReturnType<typeof createModel>;

/** What the simulator's own sounds are, as captions. */
const SOUNDS: Readonly<Record<string, string>> = {
  '/phone/hold-music.wav': 'Music is playing.',
  '/phone/beep.wav': 'A beep: somebody joined or left.',
  '/phone/ringing.wav': 'It is ringing.',
};

const ENDED: readonly CallStatus[] = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];

/** The phone's state and its actions. Digits pressed in a call are counted, never kept. */
export function createModel(speaker: HTMLAudioElement) {
  const number = signal('');
  const dial = signal('');
  const online = signal(false);
  const call = signal<CallView | undefined>(undefined);
  const queuePlace = signal<Place | undefined>(undefined);
  /** How many are in the conference this phone is in. */
  const conferenceSize = signal<number | undefined>(undefined);
  const heard = signal<readonly { readonly id: number; readonly text: string }[]>([]);
  const keyCount = signal(0);
  const lastKey = signal<{ readonly key: string; readonly at: number } | undefined>(undefined);
  const muted = signal(false);
  const microphone = signal<'unknown' | 'open' | 'refused'>('unknown');
  const silent = signal(false);
  const typing = signal<AbortController | undefined>(undefined);

  const isOn = computed(() => call.value !== undefined && !ENDED.includes(call.value.status));
  const isConnected = computed(() => call.value?.status === 'in-progress');

  const sound = createSound(speaker);
  let offered: string | undefined;
  let hearing = new AbortController();

  const socket = openSocket({
    message: receive,
    lost() {
      online.value = false;
      if (isOn.value) end('failed', 'The connection to the simulator was lost.');
    },
  });

  const handlers: {
    readonly [Type in ToPhone['type']]: (message: Extract<ToPhone, { type: Type }>) => void;
  } = {
    hello(message) {
      online.value = true;
      number.value = message.number;
      dial.value ||= message.dial;
    },
    incoming(message) {
      offered = message.offer;
      begin(message.callSid, message.from, true);
    },
    state: changed,
    wantOffer: ({ id }) => answerWith(id, sound.offer()),
    wantAnswer: ({ id, sdp }) => answerWith(id, sound.answer(sdp, true)),
    connect({ sdp }) {
      silent.value = sdp === undefined;
      if (sdp === undefined) sound.part();
      else void sound.connect(sdp);
    },
    part: () => sound.part(),
    resume: () => sound.resume(),
    say({ id, text, language, voice }) {
      hear(id, text);
      void speak(text, { language, voice }, hearing.signal).then(() => done(id));
    },
    play({ id, url }) {
      const caption = SOUNDS[url] ?? 'A recording is playing.';
      // Music that repeats is one line.
      if (heard.value.at(-1)?.text !== caption) hear(id, caption);
      void playFile(url, hearing.signal).then((played) => {
        if (!played) hear(id, 'A recording could not be played.');
        done(id);
      });
    },
    hush,
    queue({ position, size }) {
      queuePlace.value = position === undefined || size === undefined ? undefined : { position, size };
    },
    conference({ size, sends = true, hears = true }) {
      conferenceSize.value = size;
      sound.pass(sends, hears);
    },
    refused: ({ message }) => end('failed', message),
  };

  function receive(message: ToPhone): void {
    (handlers[message.type] as (message: ToPhone) => void)(message);
  }

  const done = (id: number) => socket.send({ type: 'heard', id });
  const hear = (id: number, text: string) => {
    heard.value = [...heard.value.slice(-20), { id, text }];
  };
  const answerWith = (id: number, sdp: Promise<string>) =>
    void sdp.then(
      (made) => socket.send({ type: 'sdp', id, sdp: made }),
      () => socket.send({ type: 'sdp', id }),
    );

  function hush(): void {
    hearing.abort();
    hearing = new AbortController();
  }

  function begin(callSid: string, other: string, incoming: boolean): void {
    call.value = { callSid, other, incoming, status: 'ringing' };
    heard.value = [];
    queuePlace.value = undefined;
    conferenceSize.value = undefined;
    keyCount.value = 0;
    silent.value = false;
    muted.value = false;
    hearing = new AbortController();
  }

  function changed({ callSid, status, note }: Extract<ToPhone, { type: 'state' }>): void {
    const before = call.value;
    if (!before) return;
    if (ENDED.includes(status)) {
      end(status, note);
      return;
    }
    const connectedAt = before.connectedAt ?? (status === 'in-progress' ? Date.now() : undefined);
    call.value = { ...before, callSid, status, ...(connectedAt ? { connectedAt } : {}) };
  }

  function end(status: CallStatus, note?: string): void {
    hearing.abort();
    queuePlace.value = undefined;
    conferenceSize.value = undefined;
    typing.value?.abort();
    typing.value = undefined;
    sound.close();
    if (call.value) call.value = { ...call.value, status, ...(note ? { note } : {}), endedAt: Date.now() };
  }

  async function openMicrophone(): Promise<void> {
    microphone.value = (await sound.openMicrophone()) ? 'open' : 'refused';
  }

  function press(key: string): void {
    lastKey.value = { key, at: Date.now() };
    if (!isOn.value) {
      dial.value += key;
      return;
    }
    if (!isConnected.value) return;
    keyCount.value += 1;
    socket.send({ type: 'key', key });
  }

  return {
    number,
    dial,
    online,
    call,
    queuePlace,
    conferenceSize,
    heard,
    keyCount,
    lastKey,
    muted,
    microphone,
    silent,
    typing,
    isOn,
    isConnected,
    press,
    place() {
      const to = dial.value.replace(/[^+\d]/g, '');
      if (isOn.value || to === '') return;
      begin('', to, false);
      void openMicrophone();
      const from = new URLSearchParams(location.search).get('from') ?? undefined;
      socket.send({ type: 'call', to, from });
    },
    async answer() {
      await openMicrophone();
      const sdp =
        offered === undefined ? undefined : await sound.answer(offered, false).catch(() => undefined);
      socket.send({ type: 'accept', ...(sdp ? { sdp } : {}) });
    },
    decline: () => socket.send({ type: 'reject' }),
    hangUp: () => socket.send({ type: 'hangUp' }),
    toggleMute() {
      muted.value = !muted.value;
      sound.mute(muted.value);
    },
    async type(keys: string) {
      typing.value?.abort();
      const stop = new AbortController();
      typing.value = stop;
      await typeKeys(keys, press, stop.signal);
      if (typing.value === stop) typing.value = undefined;
    },
    stopTyping() {
      typing.value?.abort();
      typing.value = undefined;
    },
  };
}
