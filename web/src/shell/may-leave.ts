import type { Desk } from './desk.ts';
import { isBusy } from './rules.ts';

/** True when leaving this page loses nothing: no call, no open payment, and no form that somebody has begun to fill in. */
export function mayLeave(desk: Pick<Desk, 'phone' | 'payment'>): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea');
  return !isBusy(desk) && ![...fields].some(isWritten);
}

/** The filters of a list do not count: they are soon set again. */
function isWritten(field: HTMLInputElement | HTMLTextAreaElement): boolean {
  return ['text', 'textarea'].includes(field.type) && field.value.trim() !== '' && !field.closest('search');
}
