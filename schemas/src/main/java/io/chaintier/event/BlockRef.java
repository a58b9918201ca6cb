package io.chaintier.event;

import static java.util.Objects.requireNonNull;

/**
 * One block on one fork: during a reorganisation a number alone names several blocks.
 *
 * @param number height above genesis (genesis is 0), never negative
 * @param hash   the block's hash
 */
public record BlockRef(long number, Hash hash) {
    /** @throws IllegalArgumentException if the number is negative */
    public BlockRef {
        requireNonNull(hash, "hash");
        if (number < 0) {
            throw new IllegalArgumentException("block number must not be negative: " + number);
        }
    }

    /** For people: {@code 17 (0xab...)}. */
    @Override
    public String toString() {
        return number + " (" + hash + ")";
    }
}
