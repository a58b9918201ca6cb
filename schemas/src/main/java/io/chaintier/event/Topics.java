package io.chaintier.event;

/** Default names of the topics. */
public final class Topics {
    /** The event log of every chain; key: chain id. Kept for ever. */
    public static final String BLOCKS = "chain.blocks";

    /** Keyed values of nodes; key: {@link StateEntry#recordKey}. Compacted. */
    public static final String STATE = "chain.state";

    /** Records that a store can never take, each with its origin and cause in the headers. */
    public static final String DEAD_LETTERS = "chain.dead-letters";

    private Topics() {}
}
