/** Unique name of the Sync document that carries a session. Never shaped like a SID, which Sync refuses (54302). */
export function documentOf(paySid: string): string {
  return `payment-${paySid}`;
}

/** Unique name of the Sync document that carries what is being keyed in. */
export function typingDocumentOf(paySid: string): string {
  return `typing-${paySid}`;
}
