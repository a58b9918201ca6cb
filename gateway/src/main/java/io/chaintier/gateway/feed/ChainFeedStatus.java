package io.chaintier.gateway.feed;

import io.chaintier.event.ChainId;

/**
 * How the feed of one chain stands.
 *
 * @param released       changes told since the start
 * @param held           changes that the stores do not show yet
 * @param kept           changes that can still be read
 * @param listeners      connections that are told of changes
 * @param meanHeldMicros mean time from reading a change in the topic to telling it
 * @param maxHeldMicros  the longest such time
 */
public record ChainFeedStatus(
        ChainId chain, long released, int held, int kept, int listeners, long meanHeldMicros, long maxHeldMicros) {}
