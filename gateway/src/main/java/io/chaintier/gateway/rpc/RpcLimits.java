package io.chaintier.gateway.rpc;

/**
 * What one request may ask for.
 *
 * @param batchCalls         calls in a batch, 1 or more
 * @param batchResponseBytes of a batch: a call is no longer answered once the answers before it have reached this many
 *                           bytes, so that one answer can be of any size
 */
public record RpcLimits(int batchCalls, int batchResponseBytes) {
    public RpcLimits {
        if (batchCalls < 1 || batchResponseBytes < 1) {
            throw new IllegalArgumentException(
                    "expected limits of 1 or more, but got " + batchCalls + " and " + batchResponseBytes);
        }
    }
}
