package io.chaintier.gateway.feed;

import java.util.List;
import java.util.OptionalLong;

/**
 * How the gateway stands with the topic.
 *
 * @param state      whether the topic is followed
 * @param why        what keeps it from being followed; empty where it is
 * @param lagRecords records in the topic that were not read yet; empty where it is not known
 * @param chains     those heard of, in the order of their ids
 */
public record FeedStatus(State state, String why, OptionalLong lagRecords, List<ChainFeedStatus> chains) {
    /** Whether the topic is followed. */
    public enum State {
        /** By configuration it is not. */
        OFF,
        /** Not yet: Kafka or the topic is not there. */
        STARTING,
        /** It is. */
        FOLLOWING,
        /** It was; Kafka does not answer now. What comes meanwhile is read once it is back. */
        DISCONNECTED,
        /** It cannot be any more: a person must look. */
        STOPPED
    }

    public FeedStatus {
        chains = List.copyOf(chains);
    }
}
