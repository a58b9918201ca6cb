package io.chaintier.spill;

/** Positions in a segment: from the first up to, without, the second. */
record Extent(long from, long to) {}
