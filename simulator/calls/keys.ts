/** Who listens to the keys of which leg. A key nobody listens to is lost, never kept. */
export interface Keys {
  /** Returns a function that stops listening. */
  listen(callSid: string, onKey: (key: string) => void): () => void;
  press(callSid: string, key: string): void;
}

export function createKeys(): Keys {
  const listeners = new Map<string, (key: string) => void>();
  return {
    listen(callSid, onKey) {
      listeners.set(callSid, onKey);
      return () => {
        if (listeners.get(callSid) === onKey) listeners.delete(callSid);
      };
    },
    press: (callSid, key) => listeners.get(callSid)?.(key),
  };
}
