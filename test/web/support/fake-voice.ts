import { EventEmitter } from 'node:events';
import type { AudioDevices, LoadVoice, VoiceCall, VoiceDevice } from '#web/src/phone/voice-sdk.ts';

export const CALLER = '+14155550132';
export const CALL_SID = 'CA11111111111111111111111111111111';

/** A call as the Voice SDK provides it, driven by the test. */
export class FakeCall extends EventEmitter implements VoiceCall {
  readonly parameters: Record<string, string> = { CallSid: 'CAchild', From: CALLER };
  readonly customParameters = new Map([['parentCallSid', CALL_SID]]);
  readonly connectToken = 'connect-token';
  readonly done: string[] = [];
  #muted = false;

  accept() {
    this.done.push('accept');
  }
  reject() {
    this.done.push('reject');
    this.emit('reject');
  }
  disconnect() {
    this.done.push('disconnect');
    this.emit('disconnect');
  }
  mute(muted: boolean) {
    this.#muted = muted;
    this.emit('mute', muted);
  }
  isMuted() {
    return this.#muted;
  }
}

/** Sound devices as the Voice SDK provides them; remembers what was done to the two directions of a call. */
export class FakeAudio implements AudioDevices {
  readonly isOutputSelectionSupported = false;
  readonly availableInputDevices = new Map([['headset-1', { label: 'Headset' } as MediaDeviceInfo]]);
  readonly availableOutputDevices = new Map<string, MediaDeviceInfo>();
  readonly speakerDevices = { set: async () => {} };
  readonly ringtoneDevices = { set: async () => {} };
  readonly done: string[] = [];
  /** What fails from now on. */
  failing = '';
  readonly #paused = new Map<string, Promise<void>>();

  readonly setInputDevice = (deviceId: string) => this.#do(`microphone ${deviceId}`);
  readonly unsetInputDevice = () => this.#do('no microphone');
  readonly addProcessor = (_: unknown, isRemote = false) => this.#do(isRemote ? 'mute caller' : 'play music');
  readonly removeProcessor = (_: unknown, isRemote = false) =>
    this.#do(isRemote ? 'hear caller' : 'stop music');
  on() {}

  /** Makes this step wait until the returned function is called. */
  pause(what: string): () => void {
    let resume = () => {};
    const paused = new Promise<void>((resolve) => {
      resume = resolve;
    });
    this.#paused.set(what, paused);
    return () => resume();
  }

  async #do(what: string): Promise<void> {
    this.done.push(what);
    await this.#paused.get(what);
    if (what === this.failing) throw new Error(what);
  }
}

/** A phone as the Voice SDK would make it: registers when the test says so. */
export class FakeDevice extends EventEmitter implements VoiceDevice {
  readonly audio: AudioDevices | null;
  readonly tokens: string[] = [];
  readonly done: string[] = [];
  readonly options: Readonly<Record<string, unknown>>;
  /** What the desk asked for when it called out, and those calls. */
  readonly dialled: unknown[] = [];
  readonly calls: FakeCall[] = [];
  /** The call that `connect` returns: a resumed one. */
  resumable = new FakeCall();

  constructor(token: string, options: Readonly<Record<string, unknown>>, audio: AudioDevices | null) {
    super();
    this.audio = audio;
    this.tokens.push(token);
    this.options = options;
  }
  async register() {
    this.done.push('register');
    this.emit('registered');
  }
  async unregister() {
    this.done.push('unregister');
  }
  updateToken(token: string) {
    this.tokens.push(token);
  }
  async connect(options: Parameters<VoiceDevice['connect']>[0]) {
    if ('params' in options) {
      this.dialled.push(options.params);
      this.calls.push(new FakeCall());
      return this.calls.at(-1) ?? this.resumable;
    }
    this.done.push(`connect ${options.connectToken}`);
    return this.resumable;
  }
  destroy() {
    this.done.push('destroy');
  }
}

export interface FakeVoice {
  readonly load: LoadVoice;
  /** The sound devices of phones made from now on; none unless set. */
  audio: AudioDevices | null;
  /** The newest phone made. */
  device(): FakeDevice;
}

export function fakeVoice(): FakeVoice {
  const made: FakeDevice[] = [];
  return {
    audio: null,
    async load() {
      return (token, options) => {
        const device = new FakeDevice(token, options, this.audio);
        made.push(device);
        return device;
      };
    },
    device() {
      const device = made.at(-1);
      if (!device) throw new Error('No phone has been made yet.');
      return device;
    },
  };
}
