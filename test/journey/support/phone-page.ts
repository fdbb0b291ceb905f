import type { Locator, Page } from 'playwright-core';

/** The caller's phone, used as a caller would: by its buttons and by the keyboard. */
export class PhonePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(url: string): Promise<void> {
    await this.page.setViewportSize({ width: 420, height: 860 });
    await this.page.goto(url);
  }

  get state(): Locator {
    return this.page.getByRole('status').first();
  }

  async call(): Promise<void> {
    await this.page.getByRole('button', { name: 'Call', exact: true }).click();
  }

  async hangUp(): Promise<void> {
    await this.page.getByRole('button', { name: 'Hang up', exact: true }).click();
  }

  /** Presses keys one after another, on the page's own keypad. */
  async press(keys: string): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async says(text: string | RegExp): Promise<void> {
    await this.state.filter({ hasText: text }).waitFor();
  }
}
