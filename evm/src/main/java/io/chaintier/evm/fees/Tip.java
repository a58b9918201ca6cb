package io.chaintier.evm.fees;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;

/**
 * What one transaction paid the block's author.
 *
 * @param perGas   wei above the base fee, never negative
 * @param gasUsed  by the transaction; 0 where its receipt was not read
 * @param ofAuthor whether the author of the block sent it, who can pay what it likes
 */
public record Tip(BigInteger perGas, long gasUsed, boolean ofAuthor) {
    public Tip {
        requireNonNull(perGas, "perGas");
    }
}
