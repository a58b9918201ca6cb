package io.chaintier.gateway.read;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What the read path found.
 *
 * @param value empty means that it definitely does not exist as far as this gateway has ever said
 * @param tier  which tier had the value; empty where there is none
 */
public record Answer<T>(Optional<T> value, Optional<Tier> tier) {
    public Answer {
        requireNonNull(value, "value");
        requireNonNull(tier, "tier");
    }

    static <T> Answer<T> found(T value, Tier tier) {
        return new Answer<>(Optional.of(value), Optional.of(tier));
    }

    static <T> Answer<T> notFound() {
        return new Answer<>(Optional.empty(), Optional.empty());
    }
}
