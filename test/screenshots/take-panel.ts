import { startExampleHost } from '../journey/support/example-host.ts';
import { PanelPage } from '../journey/support/panel-page.ts';
import type { Theatre } from '../journey/support/theatre.ts';
import { takePicture, WIDTH } from './take-picture.ts';

/**
 * The panel in the page of docs/examples/embed, while a caller keys in.
 *
 * @param port where the stack expects that page
 */
export async function takePanel(theatre: Theatre, port: number): Promise<void> {
  const { deskUrl, simulator } = theatre.stack;
  const host = await startExampleHost(port, deskUrl);
  const control = async (path: string, body: object) => {
    const response = await fetch(`${simulator.url}/simulator${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { callSid: string };
  };
  try {
    const { callSid } = await control('/calls', { answer: 'elsewhere' });
    const { page } = await theatre.openPage();
    await page.goto(`http://127.0.0.1:${port}/?call=${callSid}&reference=INV-1001`);
    const panel = new PanelPage(page);
    await panel.start('12.00');
    await control(`/calls/${callSid}/digits`, { digits: '411111' });
    await panel.frame.locator('[data-typed="6"]').waitFor();
    await takePicture(page, 'panel', { width: WIDTH, height: 720 });
  } finally {
    await host.close();
  }
}
