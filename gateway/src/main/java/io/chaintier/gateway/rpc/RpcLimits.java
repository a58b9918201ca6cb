package io.chaintier.gateway.rpc;

import static java.util.Objects.requireNonNull;

/**
 * What one request may ask for.
 *
 * @param batchCalls         calls in a batch, 1 or more
 * @param batchResponseBytes of a batch: a call is no longer answered once the answers before it have reached this many
 *                           bytes, so that one answer can be of any size
 * @param logs               of one search for logs
 */
public record RpcLimits(int batchCalls, int batchResponseBytes, LogLimits logs) {
    /**
     * What one search for logs may ask for.
     *
     * @param results      logs found in more than one block, 1 or more
     * @param rangeBlocks  block numbers searched, 1 or more
     * @param alternatives addresses, or topics of one place, 1 or more
     */
    public record LogLimits(int results, long rangeBlocks, int alternatives) {
        public LogLimits {
            if (results < 1 || rangeBlocks < 1 || alternatives < 1) {
                throw new IllegalArgumentException("expected limits of 1 or more, but got " + results + ", "
                        + rangeBlocks + " and " + alternatives);
            }
        }
    }

    public RpcLimits {
        requireNonNull(logs, "logs");
        if (batchCalls < 1 || batchResponseBytes < 1) {
            throw new IllegalArgumentException(
                    "expected limits of 1 or more, but got " + batchCalls + " and " + batchResponseBytes);
        }
    }
}
