/** As much of `@twilio/voice-sdk` as the desk uses; tests bring plain event emitters of this shape. */
export interface VoiceCall {
  readonly parameters: Readonly<Record<string, string>>;
  readonly customParameters: ReadonlyMap<string, string>;
  readonly connectToken?: string | undefined;
  accept(options?: { readonly rtcConstraints: MediaStreamConstraints }): void;
  reject(): void;
  disconnect(): void;
  mute(muted: boolean): void;
  isMuted(): boolean;
  // biome-ignore lint/suspicious/noExplicitAny: an event's arguments differ by event, as in the SDK's own emitter
  on(event: string, listener: (...values: any[]) => void): unknown;
}

/** Takes the place of one direction's sound. */
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
  /** The microphone's, or with `isRemote` the caller's sound; one processor each. They outlive a call. */
  addProcessor(processor: AudioProcessor, isRemote?: boolean): Promise<void>;
  removeProcessor(processor: AudioProcessor, isRemote?: boolean): Promise<void>;
  on(event: 'deviceChange', listener: (lost?: readonly MediaDeviceInfo[]) => void): unknown;
}

export interface VoiceDevice {
  readonly audio: AudioDevices | null;
  register(): Promise<void>;
  unregister(): Promise<void>;
  updateToken(token: string): void;
  connect(options: { readonly connectToken: string }): Promise<VoiceCall>;
  destroy(): void;
  // biome-ignore lint/suspicious/noExplicitAny: an event's arguments differ by event, as in the SDK's own emitter
  on(event: string, listener: (...values: any[]) => void): unknown;
}

export type MakeDevice = (token: string, options: Readonly<Record<string, unknown>>) => VoiceDevice;
export type LoadVoice = () => Promise<MakeDevice>;

/** Fetches the Voice SDK when it is first needed, after sign-in. */
export const loadVoiceSdk: LoadVoice = async () => {
  const { Device } = await import('@twilio/voice-sdk');
  return (token, options) => new Device(token, options) as unknown as VoiceDevice;
};
