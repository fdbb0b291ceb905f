import { type Microphones, openMicrophone } from './microphone.ts';

/**
 * Opens the microphone and reports how loud it is, 0 to 1, about twenty times a second, until the returned function
 * is called. Nothing is recorded or sent.
 * @throws DOMException or TypeError when the browser gives no microphone
 */
export async function listenToMicrophone(
  devices: Microphones,
  deviceId: string,
  onLevel: (level: number) => void,
): Promise<() => void> {
  const audio = deviceId ? { deviceId: { ideal: deviceId } } : true;
  const stream = await openMicrophone(devices, { audio });
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // Speech has an amplitude of about a tenth; its fourth root fills half the meter.
    onLevel(Math.min(1, Math.round(Math.sqrt(Math.sqrt(power)) * 1.6 * 20) / 20));
  }, 50);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
}
