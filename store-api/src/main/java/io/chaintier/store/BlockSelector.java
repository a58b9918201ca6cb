package io.chaintier.store;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Hash;

/** Which block a reader wants. */
public sealed interface BlockSelector {
    BlockSelector HEAD = new AtTag(Tag.HEAD);
    BlockSelector SAFE = new AtTag(Tag.SAFE);
    BlockSelector FINALIZED = new AtTag(Tag.FINALIZED);

    static BlockSelector hash(Hash hash) {
        return new ByHash(hash);
    }

    static BlockSelector number(long number) {
        return new ByNumber(number);
    }

    /** Pointers of a chain that move. */
    enum Tag {
        HEAD,
        SAFE,
        FINALIZED
    }

    /** The block with this hash, canonical or abandoned. */
    record ByHash(Hash hash) implements BlockSelector {
        public ByHash {
            requireNonNull(hash, "hash");
        }
    }

    /** The canonical block at this height; none above the head. */
    record ByNumber(long number) implements BlockSelector {
        public ByNumber {
            if (number < 0) {
                throw new IllegalArgumentException("block number must not be negative: " + number);
            }
        }
    }

    /** The block that a pointer names now. */
    record AtTag(Tag tag) implements BlockSelector {
        public AtTag {
            requireNonNull(tag, "tag");
        }
    }
}
