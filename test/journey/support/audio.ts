import type { Page } from 'playwright-core';

type Remembering = typeof globalThis & { connections?: RTCPeerConnection[] };

/** Runs in the page before its own scripts: keeps every peer connection, to read its statistics later. */
export function rememberConnections(): void {
  const page = globalThis as Remembering;
  const connections: RTCPeerConnection[] = [];
  page.connections = connections;
  page.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
}

/** What the page has heard so far, over all its connections. */
export interface Heard {
  readonly bytes: number;
  /** Sum of squared amplitude over time: zero for silence. */
  readonly energy: number;
}

/** Resolves once the page has heard sound, not silence, since this function was called. */
export async function hearsSound(page: Page, timeoutMs = 10_000): Promise<Heard> {
  const before = await heardBy(page);
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const now = await heardBy(page);
    if (now.bytes > before.bytes && now.energy > before.energy) return now;
    if (Date.now() > deadline) throw new Error(`Heard no sound: ${JSON.stringify({ before, now })}.`);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}

/** The browser's name for what the page sends on its live connection: the microphone, or a sound it generates. */
export async function soundSentBy(page: Page): Promise<string> {
  return page.evaluate(() => {
    const connections = (globalThis as Remembering).connections ?? [];
    const live = connections.find(({ connectionState }) => connectionState === 'connected');
    return live?.getSenders()[0]?.track?.label ?? '';
  });
}

/** Makes sound reach the page with this much jitter, in seconds; without a number, with the real one. */
export async function setJitter(page: Page, jitter?: number): Promise<void> {
  await page.evaluate((seconds) => {
    for (const connection of (globalThis as Remembering).connections ?? []) {
      Reflect.deleteProperty(connection, 'getStats');
      if (seconds === undefined) continue;
      const getStats = connection.getStats.bind(connection);
      connection.getStats = async () => {
        const reports = [...(await getStats())].map(([id, report]) => [
          id,
          report.type === 'inbound-rtp' ? { ...report, jitter: seconds } : report,
        ]);
        return new Map(reports as [string, unknown][]);
      };
    }
  }, jitter);
}

async function heardBy(page: Page): Promise<Heard> {
  return page.evaluate(async () => {
    let bytes = 0;
    let energy = 0;
    for (const connection of (globalThis as Remembering).connections ?? []) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        bytes += report.bytesReceived;
        energy += report.totalAudioEnergy;
      }
    }
    return { bytes, energy };
  });
}
