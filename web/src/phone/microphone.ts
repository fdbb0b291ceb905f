export type MicrophoneProblem = 'blocked' | 'missing' | 'busy' | 'unavailable';

const BY_NAME: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: 'blocked',
  SecurityError: 'blocked',
  NotFoundError: 'missing',
  NotReadableError: 'busy',
  // No `getUserMedia` to call.
  TypeError: 'unavailable',
};

/** What a page gets of the browser's devices: nothing at all outside a secure context. */
export type Microphones = Partial<Pick<MediaDevices, 'getUserMedia'>> | undefined;

/** @throws TypeError where the browser has no microphones to give, DOMException when it refuses */
export async function openMicrophone(
  devices: Microphones,
  constraints: MediaStreamConstraints,
): Promise<MediaStream> {
  if (!devices?.getUserMedia) throw new TypeError('Failed to open the microphone: the browser gives none.');
  return devices.getUserMedia(constraints);
}

/**
 * Asks the browser for the microphone once and releases it, so that the browser does not ask during the first call:
 * answering a call without permission loses it. Returns what is wrong, or undefined.
 */
export async function askForMicrophone(devices: Microphones): Promise<MicrophoneProblem | undefined> {
  try {
    const stream = await openMicrophone(devices, { audio: true });
    for (const track of stream.getTracks()) track.stop();
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}

/** What a failure to open the microphone means to the agent. */
export function problemOf(error: unknown): MicrophoneProblem {
  return BY_NAME[(error as Error).name] ?? 'busy';
}
