package io.chaintier.nodereports;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a node says of itself at one moment.
 *
 * @param client  the software it runs; empty where it does not say
 * @param head    its newest block; while it does not answer, the last that it named; empty where it never named one
 * @param syncing how it catches up with its network; empty where it has, or does not say
 * @param peers   how many it is connected to; empty where it does not say
 * @param failure why nothing new is known; empty where the node answers
 */
public record NodeStatus(
        Optional<String> client,
        Optional<BlockRef> head,
        Optional<Syncing> syncing,
        OptionalLong peers,
        Optional<String> failure) {
    /** Of a node that never answered. */
    public static final NodeStatus UNKNOWN = new NodeStatus(
            Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty());

    /**
     * @param current block that it has reached; empty where it does not say
     * @param highest block that it knows of; empty where it does not say
     */
    public record Syncing(OptionalLong current, OptionalLong highest) {
        public Syncing {
            requireNonNull(current, "current");
            requireNonNull(highest, "highest");
        }
    }

    public NodeStatus {
        requireNonNull(client, "client");
        requireNonNull(head, "head");
        requireNonNull(syncing, "syncing");
        requireNonNull(peers, "peers");
        requireNonNull(failure, "failure");
    }

    /** The same node, which now does not answer. */
    public NodeStatus failing(String why) {
        return new NodeStatus(client, head, syncing, peers, Optional.of(why));
    }
}
