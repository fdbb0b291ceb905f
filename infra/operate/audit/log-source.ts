import type { Finding } from './findings.ts';

/** Where the objects of a log are read from, none of them written. */
export interface LogSource {
  /** Of an object that is written once, its oldest version. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** All names that begin so, in order. */
  names(prefix: string): AsyncIterable<string>;
  /** What is wrong with how the objects are kept: versions that hide others, a lock that is missing or too short. */
  keeping(): AsyncIterable<Finding>;
}
