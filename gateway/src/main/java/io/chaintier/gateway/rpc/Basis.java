package io.chaintier.gateway.rpc;

import io.chaintier.event.BlockRef;
import io.chaintier.store.ChainHead;
import java.util.Optional;

/** Which blocks an answer is made from, as far as its finality goes. */
sealed interface Basis {
    /** It says nothing of any block, and stays true. */
    Basis NO_BLOCK = new NoBlock();

    /** Nothing is known: there was no such thing, or another answered. */
    Basis UNKNOWN = new Unknown();

    /** Canonical blocks up to this number. */
    static Basis canonicalUpTo(long number) {
        return new Canonical(number);
    }

    /** A block that was asked for by its hash: it may be canonical or abandoned. */
    static Basis blockByHash(long number) {
        return new ByHash(number);
    }

    /**
     * @param head the newest known; empty where none is
     * @return empty where there is nothing that could become another
     */
    Optional<Finality> at(Optional<ChainHead> head);

    private static boolean reaches(Optional<BlockRef> pointer, long number) {
        return pointer.isPresent() && pointer.get().number() >= number;
    }

    record NoBlock() implements Basis {
        @Override
        public Optional<Finality> at(Optional<ChainHead> head) {
            return Optional.empty();
        }
    }

    record Unknown() implements Basis {
        @Override
        public Optional<Finality> at(Optional<ChainHead> head) {
            return Optional.of(Finality.UNKNOWN);
        }
    }

    record Canonical(long number) implements Basis {
        @Override
        public Optional<Finality> at(Optional<ChainHead> head) {
            if (head.isEmpty()) {
                return Optional.of(Finality.UNKNOWN);
            }
            ChainHead known = head.get();
            if (reaches(known.finalized(), number)) {
                return Optional.of(Finality.FINALIZED);
            }
            if (reaches(known.safe(), number)) {
                return Optional.of(Finality.SAFE);
            }
            boolean said = known.finalized().isPresent() || known.safe().isPresent();
            return Optional.of(said ? Finality.UNFINALIZED : Finality.UNKNOWN);
        }
    }

    record ByHash(long number) implements Basis {
        /** Below what is safe an abandoned block cannot be told from a canonical one without asking. */
        @Override
        public Optional<Finality> at(Optional<ChainHead> head) {
            return canonicalUpTo(number)
                    .at(head)
                    .map(finality -> finality == Finality.UNFINALIZED ? finality : Finality.UNKNOWN);
        }
    }
}
