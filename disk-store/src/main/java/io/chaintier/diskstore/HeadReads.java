package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.store.ChainHead;
import io.chaintier.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The head of each chain as one datacenter can stand by it. The row of the head may arrive in the replica datacenter
 * before the rows of its block do. So a head that is seen for the first time is believed only when the canonical blocks
 * from {@value #WINDOW} below up to it are found whole here; otherwise the head is the block below the first that is not.
 * Numbers without a canonical block do not count: chains may be imported with gaps, and a gap cannot be told from a
 * register that has not arrived. Safe for many threads.
 */
final class HeadReads {
    private static final int WINDOW = 64;

    private static final int REREADS = 5;

    /**
     * @param sequence of the newest head that was believed
     * @param whole    blocks of its window, all found whole
     */
    private record Known(long sequence, Map<Long, Hash> whole) {}

    private static final Known NOTHING = new Known(-1, Map.of());

    private record Place(long sequence, BlockRef ref) {}

    /** The head's row. */
    private record Stated(Place head, Optional<BlockRef> safe, Optional<BlockRef> finalized) {}

    private final Map<ChainId, Known> known = new ConcurrentHashMap<>();

    Optional<ChainHead> head(ReadStatements statements, ChainId chain) {
        Optional<Stated> stated = stated(statements, chain);
        if (stated.isEmpty()) {
            return Optional.empty();
        }
        Optional<Place> head = believable(statements, chain, stated.get().head());
        for (int again = 0;
                again < REREADS && !head.equals(Optional.of(stated.get().head()));
                again++) {
            // Before anything is taken for late: the chain may have moved on between the two reads.
            Optional<Stated> newer = stated(statements, chain);
            if (newer.equals(stated)) {
                break;
            }
            stated = newer;
            head = believable(statements, chain, newer.orElseThrow().head());
        }
        Stated answered = stated.get();
        return Optional.of(head.map(place -> new ChainHead(
                        place.sequence(),
                        place.ref(),
                        notAbove(place.ref(), answered.safe()),
                        notAbove(place.ref(), answered.finalized())))
                .orElseThrow(() -> new StoreUnavailableException(
                        "the head " + answered.head().ref() + " of " + chain + " is not yet whole in datacenter "
                                + statements.datacenter() + ", nor are the blocks below")));
    }

    private static Optional<Stated> stated(ReadStatements statements, ChainId chain) {
        return statements.await("read the head of " + chain, statements.head(chain)).stream()
                .filter(row -> !row.isNull("head_hash"))
                .map(row -> new Stated(
                        new Place(row.getLong("sequence"), ref(row, "head").orElseThrow()),
                        ref(row, "safe"),
                        ref(row, "finalized")))
                .findFirst();
    }

    /** The stated head, or what of the blocks below it is whole; empty where nothing is. */
    private Optional<Place> believable(ReadStatements statements, ChainId chain, Place stated) {
        Known before = known.getOrDefault(chain, NOTHING);
        if (before.sequence() == stated.sequence()) {
            return Optional.of(stated);
        }
        FactReads facts = new FactReads(statements, chain);
        List<Row> registers = registers(statements, chain, stated.ref().number());
        List<CompletableFuture<Boolean>> checks = registers.stream()
                .map(register -> isWhole(facts, register, before.whole()))
                .toList();
        Map<Long, Hash> whole = new HashMap<>();
        Optional<Place> head = Optional.empty();
        for (int place = registers.size() - 1; place >= 0; place--) {
            Row register = registers.get(place);
            if (!statements.await("read the newest blocks of " + chain, checks.get(place))) {
                break;
            }
            BlockRef ref = new BlockRef(register.getLong("number"), FoundBlock.hash(register, "hash"));
            whole.put(ref.number(), ref.hash());
            // A lowered head is no older than what was answered before.
            long sequence = Math.max(register.getLong("sequence"), before.sequence());
            head = Optional.of(ref.equals(stated.ref()) ? stated : new Place(sequence, ref));
        }
        if (head.equals(Optional.of(stated))) {
            known.merge(
                    chain,
                    new Known(stated.sequence(), Map.copyOf(whole)),
                    (one, other) -> one.sequence() > other.sequence() ? one : other);
        }
        return head;
    }

    private static CompletableFuture<Boolean> isWhole(FactReads facts, Row register, Map<Long, Hash> wholeBefore) {
        Hash hash = FoundBlock.hash(register, "hash");
        return hash.equals(wholeBefore.get(register.getLong("number")))
                ? CompletableFuture.completedFuture(true)
                : facts.isWhole(hash);
    }

    /** Canonical blocks at the top, the highest first. */
    private static List<Row> registers(ReadStatements statements, ChainId chain, long head) {
        long lowest = Math.max(0, head - WINDOW);
        List<CompletableFuture<List<Row>>> answers = new ArrayList<>();
        answers.add(statements.canonical(chain, lowest, head));
        if (Buckets.ofNumber(lowest) != Buckets.ofNumber(head)) {
            answers.add(statements.canonical(chain, lowest, Buckets.lastOf(Buckets.ofNumber(lowest))));
        }
        return answers.stream()
                .flatMap(answer -> statements.await("read the newest blocks of " + chain, answer).stream())
                .filter(register -> register.getByteBuffer("hash").hasRemaining())
                .toList();
    }

    private static Optional<BlockRef> notAbove(BlockRef head, Optional<BlockRef> pointer) {
        return pointer.map(ref -> ref.number() > head.number() ? head : ref);
    }

    private static Optional<BlockRef> ref(Row row, String pointer) {
        boolean isSaid = !row.isNull(pointer + "_hash")
                && row.getByteBuffer(pointer + "_hash").hasRemaining();
        return isSaid
                ? Optional.of(new BlockRef(row.getLong(pointer + "_number"), FoundBlock.hash(row, pointer + "_hash")))
                : Optional.empty();
    }
}
