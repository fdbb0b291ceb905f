import type { FrameLocator, Locator, Page } from 'playwright-core';

/** What a caller keys in for each field, in the order the panel asks. */
const CARD = [
  ['Card number', '4111111111111111#'],
  ['Expiration date', '1230'],
  ['Security code', '123'],
  ['ZIP or postal code', '94111#'],
] as const;

/** The panel in a page of another system, used as an agent would: by roles and names. */
export class PanelPage {
  readonly page: Page;
  readonly frame: FrameLocator;

  /** @param frames the frames on the way to the panel, the outermost first */
  constructor(page: Page, frames: readonly string[] = ['iframe']) {
    this.page = page;
    const [outer = 'iframe', ...inner] = frames;
    this.frame = inner.reduce((frame, name) => frame.frameLocator(name), page.frameLocator(outer));
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', {
      name,
      ...(typeof name === 'string' ? { exact: true } : {}),
    });
  }

  heading(name: string | RegExp): Locator {
    return this.frame.getByRole('heading', { name });
  }

  text(text: string | RegExp): Locator {
    return this.frame.locator('main').getByText(text).filter({ visible: true }).first();
  }

  async asks(field: string): Promise<void> {
    await this.frame
      .getByRole('listitem')
      .filter({ hasText: field })
      .filter({ hasText: 'asking the caller' })
      .waitFor();
  }

  /** Starts a charge, and asks for the card number. */
  async start(amount: string): Promise<void> {
    await this.frame.getByRole('textbox', { name: 'Amount' }).fill(amount);
    await this.button(/^Start payment/).click();
    await this.button('Ask').click();
    await this.asks('Card number');
  }

  /** Has the caller key in a whole card; `press` presses keys on their phone. */
  async keyIn(press: (digits: string) => Promise<void>): Promise<void> {
    for (const [field, digits] of CARD) {
      await this.asks(field);
      await press(digits);
    }
  }

  /** The button ignores presses in its first moments, so this presses again, as a person would. */
  async take(amount: string, result = `${amount} taken`): Promise<void> {
    const take = this.button(`Take ${amount}`);
    const sign = this.heading(result);
    await take.waitFor();
    for (let press = 0; press < 40 && !(await sign.isVisible()); press += 1) {
      await take.click({ timeout: 500 }).catch(() => {});
      await sign.waitFor({ timeout: 500 }).catch(() => {});
    }
    await sign.waitFor();
  }
}
