import { randomBytes, randomUUID } from 'node:crypto';
import type { Chance } from './services.ts';

/** The machine's own randomness. */
export const systemChance: Chance = {
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  uuid: () => randomUUID(),
  fraction: () => Math.random(),
};

/** The same sequence for the same seed (Mulberry32): repeatable SIDs and faults in tests. */
export function createSeededChance(seed: number): Chance {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (bytes: number) =>
    Array.from({ length: bytes }, () => Math.floor(fraction() * 256))
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
  const uuid = () => {
    const digits = hex(16);
    const variant = '89ab'[Math.floor(fraction() * 4)];
    const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
    return [...parts, `${variant}${digits.slice(17, 20)}`, digits.slice(20)].join('-');
  };
  return { fraction, hex, uuid };
}
