package io.chaintier.nodereports;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * Where a node's chain leaves the canonical one, as far as its report tells: at the first block above {@code agreedAt}
 * that differs, which is {@code differsAt} or one below it.
 *
 * @param agreedAt  highest number at which both are known to have the same block; empty where no such is known
 * @param differsAt lowest number at which they are known to have different ones
 */
public record Divergence(OptionalLong agreedAt, long differsAt) {
    public Divergence {
        requireNonNull(agreedAt, "agreedAt");
    }

    /** Lowest number that can be that of the first block that differs. */
    public long firstAtLeast() {
        return agreedAt.isPresent() ? agreedAt.getAsLong() + 1 : 0;
    }

    /** For people. */
    @Override
    public String toString() {
        long from = firstAtLeast();
        return from == differsAt ? "block " + differsAt : "a block in " + from + " to " + differsAt;
    }
}
