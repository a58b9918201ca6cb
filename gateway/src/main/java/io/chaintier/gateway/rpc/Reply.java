package io.chaintier.gateway.rpc;

import io.chaintier.gateway.read.Tier;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The answer to one HTTP request.
 *
 * @param json  one response or an array of them; empty where only notifications came
 * @param tiers all that something was read from
 */
public record Reply(Buffer json, Set<Tier> tiers) {
    /** Names of the tiers, comma-separated, or {@code none}. */
    public String tierNames() {
        return tiers.isEmpty()
                ? "none"
                : tiers.stream().sorted().map(Tier::toString).collect(Collectors.joining(", "));
    }
}
