package io.chaintier.gateway.rpc;

import io.chaintier.gateway.read.Tier;

/** Who gave the data of an answer. */
public enum Source {
    MEMORY(Tier.MEMORY.toString()),
    REPLICA(Tier.REPLICA.toString()),
    PRIMARY(Tier.PRIMARY.toString()),
    /** The node that calls are passed on to. */
    UPSTREAM("upstream");

    private final String shown;

    Source(String shown) {
        this.shown = shown;
    }

    static Source of(Tier tier) {
        return switch (tier) {
            case MEMORY -> MEMORY;
            case REPLICA -> REPLICA;
            case PRIMARY -> PRIMARY;
        };
    }

    /** The name in headers. */
    @Override
    public String toString() {
        return shown;
    }
}
