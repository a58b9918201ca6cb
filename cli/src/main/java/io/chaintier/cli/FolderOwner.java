package io.chaintier.cli;

import static java.util.Objects.requireNonNull;

import io.chaintier.sinkruntime.RecordCodec;
import io.chaintier.spill.Owner;
import io.chaintier.spill.SpillFolder.Stretch;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whose folder it is, and what its streams are called by those who know Kafka. */
record FolderOwner(Owner owner) {
    private static final String SINK = "sink";
    private static final String PUBLISHER = "publisher";

    FolderOwner {
        requireNonNull(owner, "owner");
    }

    /** The sink's name; empty if it is no sink's folder. */
    Optional<String> sink() {
        return attribute(SINK);
    }

    /** The chain whose publisher's spool it is; empty if it is none. */
    Optional<String> publishersChain() {
        return attribute("kind").filter(PUBLISHER::equals).flatMap(kind -> attribute("chain"));
    }

    /** For example {@code chain.blocks-3}. */
    String name(int stream) {
        Optional<String> blocks = attribute("blocks.topic");
        Optional<String> state = attribute("state.topic");
        return blocks.isPresent() && state.isPresent()
                ? RecordCodec.partition(stream, blocks.get(), state.get()).toString()
                : "stream " + stream;
    }

    /** For example {@code chain.blocks-3 offsets 30 to 39}. */
    String describe(Stretch stretch) {
        return name(stretch.stream()) + (sink().isPresent() ? " offsets " : " positions ") + stretch.from() + " to "
                + (stretch.to() - 1);
    }

    /** For example {@code sink memory of group chaintier-memory-sink}. */
    @Override
    public String toString() {
        if (sink().isPresent()) {
            return "sink " + sink().get() + " of group " + attribute("group").orElse("(not named)");
        }
        return publishersChain().map(chain -> "publisher of chain " + chain).orElseGet(this::attributes);
    }

    private Optional<String> attribute(String name) {
        return Optional.ofNullable(owner.attributes().get(name));
    }

    private String attributes() {
        return owner.attributes().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
    }
}
