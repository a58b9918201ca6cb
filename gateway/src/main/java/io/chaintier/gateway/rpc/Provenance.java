package io.chaintier.gateway.rpc;

import static java.util.Objects.requireNonNull;

import io.chaintier.gateway.read.KnownHead;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an answer is: the answers of a batch have one together.
 *
 * @param sources  all that something was read from
 * @param finality the weakest of all answers that say something of a block
 * @param head     the newest head that was known when the answer was given
 */
public record Provenance(Set<Source> sources, Finality finality, Optional<KnownHead> head) {
    /** Of an answer without data. */
    static final Provenance NONE = new Provenance(Set.of(), Finality.UNKNOWN, Optional.empty());

    public Provenance {
        sources = Set.copyOf(sources);
        requireNonNull(finality, "finality");
        requireNonNull(head, "head");
    }

    /** Names of the sources, comma-separated, fastest first; or {@code none}. */
    public String tierNames() {
        return sources.isEmpty()
                ? "none"
                : sources.stream().sorted().map(Source::toString).collect(Collectors.joining(", "));
    }
}
