import type { Page } from 'playwright-core';

/** Notes what a page reports from now on: thrown errors, and console errors with the address they are about. */
export function noteComplaints(page: Page, complaints: string[]): void {
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`.trim());
  });
}
