export type MicrophoneProblem = 'blocked' | 'missing' | 'busy';

const BY_NAME: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: 'blocked',
  SecurityError: 'blocked',
  NotFoundError: 'missing',
  NotReadableError: 'busy',
};

/**
 * Asks the browser for the microphone once and lets it go again, so that the first call does not meet the question:
 * answering without consent loses the call. Answers what is wrong, or nothing.
 */
export async function askForMicrophone(
  devices: Pick<MediaDevices, 'getUserMedia'> | undefined,
): Promise<MicrophoneProblem | undefined> {
  if (!devices) return 'blocked';
  try {
    const stream = await devices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return undefined;
  } catch (error) {
    return BY_NAME[(error as Error).name] ?? 'busy';
  }
}
