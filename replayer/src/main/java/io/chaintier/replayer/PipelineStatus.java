package io.chaintier.replayer;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.ChainId;
import io.chaintier.store.ChainHead;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a deployment stands at one moment.
 *
 * @param sinks       how far each sink is
 * @param heads       the head of each chain in each tier
 * @param deadLetters records in the dead-letter topic: by sink and cause, how many
 */
public record PipelineStatus(List<SinkLag> sinks, List<TierHead> heads, Map<DeadLetterCause, Long> deadLetters) {
    public PipelineStatus {
        sinks = List.copyOf(sinks);
        heads = List.copyOf(heads);
        deadLetters = Map.copyOf(deadLetters);
    }

    /**
     * @param group   consumer group of the sink
     * @param records in the topics that the group has not committed; markers of transactions count as records
     * @param started whether the group has committed anything at all
     */
    public record SinkLag(String group, long records, boolean started) {
        public SinkLag {
            requireNonNull(group, "group");
        }
    }

    /**
     * @param tier   for example {@code memory}
     * @param head   empty if the tier has no block of the chain
     * @param failure why the tier could not say; empty if it could
     */
    public record TierHead(ChainId chain, String tier, Optional<ChainHead> head, Optional<String> failure) {
        public TierHead {
            requireNonNull(chain, "chain");
            requireNonNull(tier, "tier");
            requireNonNull(head, "head");
            requireNonNull(failure, "failure");
        }
    }

    /** Which sink could not store a record, and the class of the error. */
    public record DeadLetterCause(String sink, String errorClass) {
        public DeadLetterCause {
            requireNonNull(sink, "sink");
            requireNonNull(errorClass, "errorClass");
        }
    }
}
