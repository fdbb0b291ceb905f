export function gather<T>(post: (messages: readonly T[]) => void): (message: T) => void;
