/**
 * The data blocks of a LevelDB table file (`.ldb`), decompressed. They contain deleted and overwritten values until a
 * compaction, which the engine itself does not show. Written from the format's published description (table_format.md
 * and Snappy's format_description.txt).
 */
export function readSortedTable(file: Buffer): Buffer[] {
  const footer = file.subarray(-FOOTER);
  const metaIndex = readHandle(footer, 0);
  const index = readHandle(footer, metaIndex.end);
  return [...entriesOf(readBlock(file, index))].map(({ value }) => readBlock(file, readHandle(value, 0)));
}

const FOOTER = 48;
const SNAPPY = 1;

interface Handle {
  readonly offset: number;
  readonly size: number;
  readonly end: number;
}

function readHandle(bytes: Buffer, at: number): Handle {
  const [offset, afterOffset] = readVarint(bytes, at);
  const [size, end] = readVarint(bytes, afterOffset);
  return { offset, size, end };
}

function readBlock(file: Buffer, { offset, size }: Handle): Buffer {
  const content = file.subarray(offset, offset + size);
  return file[offset + size] === SNAPPY ? unsnap(content) : content;
}

/** A key shares its start with the key before it; only values are needed here. */
function* entriesOf(block: Buffer): Generator<{ readonly value: Buffer }> {
  const restarts = block.readUInt32LE(block.length - 4);
  const end = block.length - 4 - restarts * 4;
  for (let at = 0; at < end; ) {
    const [, afterShared] = readVarint(block, at);
    const [unshared, afterUnshared] = readVarint(block, afterShared);
    const [length, start] = readVarint(block, afterUnshared);
    at = start + unshared + length;
    yield { value: block.subarray(start + unshared, at) };
  }
}

/** Decompresses Snappy: literals, and copies of earlier output. */
export function unsnap(bytes: Buffer): Buffer {
  const [length, start] = readVarint(bytes, 0);
  const out = Buffer.alloc(length);
  let at = start;
  let written = 0;
  const copy = (distance: number, count: number) => {
    // Byte by byte, because a copy may overlap its own output.
    for (let index = 0; index < count; index += 1) {
      out[written] = out[written - distance] ?? 0;
      written += 1;
    }
  };
  while (at < bytes.length && written < length) {
    const tag = bytes[at] ?? 0;
    at += 1;
    const high = tag >> 2;
    switch (tag & 3) {
      case 0: {
        const extra = high < 60 ? 0 : high - 59;
        const count = (extra === 0 ? high : bytes.readUIntLE(at, extra)) + 1;
        at += extra;
        written += bytes.copy(out, written, at, at + count);
        at += count;
        break;
      }
      case 1:
        copy(((tag >> 5) << 8) | (bytes[at] ?? 0), (high & 7) + 4);
        at += 1;
        break;
      case 2:
        copy(bytes.readUInt16LE(at), high + 1);
        at += 2;
        break;
      default:
        copy(bytes.readUInt32LE(at), high + 1);
        at += 4;
    }
  }
  return out;
}

function readVarint(bytes: Buffer, from: number): [value: number, next: number] {
  let value = 0;
  for (let at = from, scale = 1; ; at += 1, scale *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at + 1];
  }
}
