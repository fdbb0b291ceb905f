import { AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

// dynalite 4.0.0 ends a read through the iterator's `return`, which the iterators of level 10 lack. Without this,
// every query leaves an iterator and its snapshot open, about a megabyte for each payment.
for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
  prototype.return ??= function close() {
    return this.close();
  };
}
