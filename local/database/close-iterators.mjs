import { AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

// dynalite 4.0.0 ends a read by the iterator's `return`, which the iterators of level 10 do not have: without this every
// query would leave one open, with its snapshot, about a megabyte for each payment.
for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
  prototype.return ??= function close() {
    return this.close();
  };
}
