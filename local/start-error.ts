/**
 * An error that the person starting the stack can fix: the command line prints the message alone, without a stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Turns "port in use", itself or as the cause, into a message that names the setting; returns anything else
 * unchanged.
 */
export function explainListenError(error: unknown, port: number, setting: string): unknown {
  const { code = (error as { cause?: NodeJS.ErrnoException }).cause?.code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new StartError(
      `Failed to listen on 127.0.0.1:${port}: the port is in use. Stop the other program or set ${setting} to a free port.`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new StartError(
      `Failed to listen on 127.0.0.1:${port}: you may not use that port. Set ${setting} to a port above 1023.`,
      { cause: error },
    );
  }
  return error;
}
