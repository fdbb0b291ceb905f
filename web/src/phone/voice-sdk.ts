/** The part of `@twilio/voice-sdk` that the desk uses; tests supply plain event emitters of this shape. */
export interface VoiceCall {
  readonly parameters: Readonly<Record<string, string>>;
  readonly customParameters: ReadonlyMap<string, string>;
  readonly connectToken?: string | undefined;
  accept(options?: { readonly rtcConstraints: MediaStreamConstraints }): void;
  reject(): void;
  disconnect(): void;
  mute(muted: boolean): void;
  isMuted(): boolean;
  on<Event extends keyof CallEvents>(event: Event, listener: (...values: CallEvents[Event]) => void): unknown;
}

/** The arguments of each event of a call. */
interface CallEvents {
  readonly accept: [];
  readonly cancel: [];
  readonly disconnect: [];
  readonly mute: [isMuted: boolean];
  readonly reconnected: [];
  readonly reconnecting: [];
  readonly reject: [];
  readonly volume: [input: number, output: number];
  readonly warning: [name: string];
  readonly 'warning-cleared': [name: string];
}

/** Replaces the sound of one direction. */
export interface AudioProcessor {
  createProcessedStream(stream: MediaStream): Promise<MediaStream>;
  destroyProcessedStream(stream: MediaStream): Promise<void>;
}

export interface AudioDevices {
  readonly isOutputSelectionSupported: boolean;
  readonly availableInputDevices: ReadonlyMap<string, MediaDeviceInfo>;
  readonly availableOutputDevices: ReadonlyMap<string, MediaDeviceInfo>;
  readonly speakerDevices: { set(deviceId: string): Promise<unknown> };
  readonly ringtoneDevices: { set(deviceId: string): Promise<unknown> };
  setInputDevice(deviceId: string): Promise<unknown>;
  unsetInputDevice(): Promise<unknown>;
  /** Processes the microphone's sound, or with `isRemote` the caller's; one processor each. They outlive a call. */
  addProcessor(processor: AudioProcessor, isRemote?: boolean): Promise<void>;
  removeProcessor(processor: AudioProcessor, isRemote?: boolean): Promise<void>;
  on(event: 'deviceChange', listener: (lost?: readonly MediaDeviceInfo[]) => void): unknown;
}

export interface VoiceDevice {
  readonly audio: AudioDevices | null;
  register(): Promise<void>;
  unregister(): Promise<void>;
  updateToken(token: string): void;
  connect(
    options: { readonly connectToken: string } | { readonly params: Readonly<Record<string, string>> },
  ): Promise<VoiceCall>;
  destroy(): void;
  on<Event extends keyof DeviceEvents>(
    event: Event,
    listener: (...values: DeviceEvents[Event]) => void,
  ): unknown;
}

/** The arguments of each event of a device. */
interface DeviceEvents {
  readonly error: [error: { readonly code: number }];
  readonly incoming: [call: VoiceCall];
  readonly registered: [];
  readonly tokenWillExpire: [];
  readonly unregistered: [];
}

export type MakeDevice = (token: string, options: Readonly<Record<string, unknown>>) => VoiceDevice;
export type LoadVoice = () => Promise<MakeDevice>;

/** Loads the Voice SDK when it is first needed, after sign-in. */
export const loadVoiceSdk: LoadVoice = async () => {
  const { Device } = await import('@twilio/voice-sdk');
  return (token, options) => new Device(token, options) as unknown as VoiceDevice;
};
