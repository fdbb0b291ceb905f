/** `Thu, 15 Jan 2026 10:00:00 +0000`: dates in the bodies of the 2010 API (Twilio docs). */
export function rfc2822(date: Date): string {
  return date.toUTCString().replace(/GMT$/, '+0000');
}

/** `2026-01-15T10:00:00Z`: dates in the bodies of the v1 APIs, Sync among them (Twilio docs). */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** `2026-01-15T10:00:00.123Z`: dates in Payments callbacks (observed). */
export function isoMilliseconds(date: Date): string {
  return date.toISOString();
}
