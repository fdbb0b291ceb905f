export type MicrophoneProblem = 'blocked' | 'missing' | 'busy' | 'unavailable';

const BY_NAME: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: 'blocked',
  SecurityError: 'blocked',
  NotFoundError: 'missing',
  NotReadableError: 'busy',
};

/**
 * Asks the browser for the microphone once and releases it, so that the browser does not ask during the first call:
 * answering a call without permission loses it. Returns what is wrong, or undefined.
 */
export async function askForMicrophone(
  devices: Partial<Pick<MediaDevices, 'getUserMedia'>> | undefined,
): Promise<MicrophoneProblem | undefined> {
  if (!devices?.getUserMedia) return 'unavailable';
  try {
    const stream = await devices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return undefined;
  } catch (error) {
    return BY_NAME[(error as Error).name] ?? 'busy';
  }
}
