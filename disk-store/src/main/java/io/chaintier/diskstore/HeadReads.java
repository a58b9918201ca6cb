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

    /**
     * @param sequence of the head's row
     * @param head     as it was answered then
     * @param whole    blocks of the window that were found whole
     */
    private record Known(long sequence, Place head, Map<Long, Hash> whole) {}

    private record Place(long sequence, BlockRef ref) {}

    private final Map<ChainId, Known> known = new ConcurrentHashMap<>();

    Optional<ChainHead> head(ReadStatements statements, ChainId chain) {
        Optional<Row> row = statements.await("read the head of " + chain, statements.head(chain)).stream()
                .filter(found -> !found.isNull("head_hash"))
                .findFirst();
        return row.map(found -> {
            Place head = believable(
                    statements,
                    chain,
                    found.getLong("sequence"),
                    ref(found, "head").orElseThrow());
            return new ChainHead(
                    head.sequence(),
                    head.ref(),
                    notAbove(head.ref(), ref(found, "safe")),
                    notAbove(head.ref(), ref(found, "finalized")));
        });
    }

    private Place believable(ReadStatements statements, ChainId chain, long sequence, BlockRef stated) {
        Known before = known.get(chain);
        if (before != null && before.sequence() == sequence) {
            return before.head();
        }
        Map<Long, Hash> wholeBefore = before == null ? Map.of() : before.whole();
        FactReads facts = new FactReads(statements, chain);
        List<Row> registers = registers(statements, chain, stated.number());
        List<CompletableFuture<Boolean>> checks = registers.stream()
                .map(register -> isWhole(facts, register, wholeBefore))
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
            head = Optional.of(new Place(ref.equals(stated) ? sequence : register.getLong("sequence"), ref));
        }
        Place answer = head.orElseThrow(() -> new StoreUnavailableException("the head " + stated + " of " + chain
                + " is not yet whole in datacenter " + statements.datacenter() + ", nor are the blocks below"));
        if (answer.ref().equals(stated)) {
            known.put(chain, new Known(sequence, answer, Map.copyOf(whole)));
        }
        return answer;
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
