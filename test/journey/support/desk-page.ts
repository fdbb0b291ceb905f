import type { Locator, Page } from 'playwright-core';

export interface Terms {
  readonly amount: string;
}

/** The desk, used as an agent would: by roles and names. */
export class DeskPage {
  readonly page: Page;
  readonly url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
  }

  async signIn(username: string): Promise<void> {
    await this.page.goto(this.url);
    await this.button('Sign in').click();
    await this.button(new RegExp(`sign in as ${username}`, 'i')).click();
    await this.button('Sign out').waitFor();
  }

  async goOnline(): Promise<void> {
    await this.button('Go online').click();
    await this.heading('Waiting for a call').waitFor();
  }

  async answer(): Promise<void> {
    await this.pressUntil(this.button(/^Answer/), this.button('Mute'));
  }

  /** Takes the money, and waits for a heading of the result. */
  async take(
    amount: string,
    result: string | RegExp = `${amount} taken`,
    onSubmit: () => Promise<void> = async () => {},
  ): Promise<void> {
    const taking = this.button(new RegExp(`^Taking ${amount}`));
    await this.pressUntil(this.button(`Take ${amount}`), taking.or(this.heading(result)).first());
    await onSubmit();
    await this.heading(result).waitFor({ timeout: 25_000 });
  }

  /** Presses a button that may still ignore presses, until its effect shows. */
  async press(name: string | RegExp, sign: Locator): Promise<void> {
    await this.pressUntil(this.button(name), sign);
  }

  /** Starts a charge and asks for the card number; the desk asks for the rest by itself. */
  async startCharge({ amount }: Terms): Promise<void> {
    await this.fillAmount(amount);
    await this.button(/^Start payment/).click();
    await this.button('Ask').click();
    await this.asks('Card number');
  }

  async fillAmount(amount: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Amount' }).fill(amount);
  }

  /** Waits until the caller is asked for this field. */
  async asks(field: string): Promise<void> {
    await this.row(field).filter({ hasText: 'asking the caller' }).waitFor();
  }

  /** Asks for a field by its own button. */
  async ask(field: string): Promise<void> {
    if (await this.row(field).filter({ hasText: 'asking the caller' }).isVisible()) return;
    await this.row(field)
      .getByRole('button', { name: /^(Ask|Skip to)/ })
      .click();
    await this.asks(field);
  }

  /** Reloads the page as a person would during a call, and accepts the browser's warning. */
  async reload(): Promise<void> {
    this.page.once('dialog', (dialog) => void dialog.accept());
    await this.page.reload();
  }

  row(field: string): Locator {
    return this.page.getByRole('listitem').filter({ hasText: field });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  async shows(text: string | RegExp): Promise<void> {
    await this.page.locator('main').getByText(text).filter({ visible: true }).first().waitFor();
  }

  /**
   * Buttons that appear by themselves ignore a press in their first 400 ms, so that a press meant for what was there
   * before does nothing. Like a person, this presses again.
   */
  private async pressUntil(button: Locator, sign: Locator): Promise<void> {
    await button.waitFor();
    for (let press = 0; press < 20 && !(await sign.isVisible()); press += 1) {
      await button.click({ timeout: 1_000 }).catch(() => {});
      await sign.waitFor({ timeout: 250 }).catch(() => {});
    }
    await sign.waitFor();
  }
}
