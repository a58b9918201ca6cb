package io.chaintier.gateway.feed;

/**
 * How the topic is followed.
 *
 * @param enabled     whether it is
 * @param keptChanges changes of a chain that are kept for those who listen, 1 or more
 * @param keptBytes   about how much memory they may take, for each chain, 1 or more
 */
public record FeedConfig(boolean enabled, int keptChanges, long keptBytes) {
    public FeedConfig {
        if (keptChanges < 1 || keptBytes < 1) {
            throw new IllegalArgumentException(
                    "expected kept changes and bytes above 0, but got " + keptChanges + " and " + keptBytes);
        }
    }
}
