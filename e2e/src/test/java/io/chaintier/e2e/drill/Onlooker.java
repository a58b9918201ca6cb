package io.chaintier.e2e.drill;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.Receipt;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A reader of one store who looks all the time, whatever happens to it, and notes the first answer that nobody should
 * get: half a block, a block that was neither canonical when it was asked for nor is now, a head that is not the chain's
 * or goes back (K7, I3, B1). That a store cannot answer is fine.
 */
final class Onlooker implements AutoCloseable {
    private static final long PAUSE_MS = 5;

    private final String tier;
    private final ChainReader store;
    private final boolean mayForget;
    private final List<History> histories;
    private final Feed feed;
    private final Random random;
    private final Map<History, Long> newestHead = new HashMap<>();
    private final Thread thread = new Thread(this::run, "onlooker");
    private volatile boolean running = true;
    private volatile String complaint;
    private volatile long looks;

    /**
     * @param mayForget whether a miss means nothing, as in memory and in a replica
     * @param store     is read by this onlooker alone and closed with it
     */
    Onlooker(String tier, ChainReader store, boolean mayForget, List<History> histories, Feed feed, long seed) {
        this.tier = tier;
        this.store = store;
        this.mayForget = mayForget;
        this.histories = histories;
        this.feed = feed;
        this.random = new Random(seed);
        thread.start();
    }

    /** What was wrong; empty if nothing was. */
    Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    /** How many answers it got. */
    long looks() {
        return looks;
    }

    private void run() {
        while (running && complaint == null) {
            try {
                look(histories.get(random.nextInt(histories.size())));
                Thread.sleep(PAUSE_MS);
            } catch (StoreException e) {
                // Fine.
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                complaint = tier + ": a reader met " + e;
            }
        }
    }

    private void look(History history) {
        Optional<ChainHead> head = store.head(history.chain());
        if (head.isEmpty()) {
            return;
        }
        looks++;
        checkHead(history, head.get());
        long top = head.get().head().number();
        checkNumber(history, head.get().sequence(), Math.max(0, top - random.nextInt(20)));
    }

    private void checkHead(History history, ChainHead head) {
        Optional<ChainEvent> event = history.at(head.sequence());
        if (!event.map(each -> each.envelope().head()).equals(Optional.of(head.head()))) {
            complain(history, "its head " + head.head() + " is not the chain's at sequence " + head.sequence());
        }
        Long newest = newestHead.put(history, head.sequence());
        if (newest != null && head.sequence() < newest) {
            complain(history, "its head went back from sequence " + newest + " to " + head.sequence());
        }
    }

    private void checkNumber(History history, long from, long number) {
        Optional<StoredBlock> block = store.block(history.chain(), BlockSelector.number(number), BlockDetail.RECEIPTS);
        long to = feed.lastSequence(history);
        if (block.isEmpty()) {
            if (!mayForget && !history.wasAbsent(number, from, to)) {
                complain(history, "there is a hole at " + number + " under its head");
            }
            return;
        }
        BlockRef ref = block.get().header().ref();
        if (!history.wasCanonical(ref, from, to)) {
            complain(history, "block " + ref + " was not canonical between sequences " + from + " and " + to);
        }
        checkWhole(history, block.get());
        if (!block.get().transactionHashes().isEmpty()) {
            checkTransaction(history, from, block.get());
        }
    }

    private void checkTransaction(History history, long from, StoredBlock block) {
        int index = random.nextInt(block.transactionHashes().size());
        Optional<StoredTransaction> found = store.transaction(
                history.chain(),
                TransactionSelector.hash(block.transactionHashes().get(index)),
                true);
        long to = feed.lastSequence(history);
        found.map(transaction -> transaction.block().ref())
                .filter(ref -> !history.wasCanonical(ref, from, to))
                .ifPresent(ref -> complain(
                        history,
                        "transaction " + block.transactionHashes().get(index) + " was found in block " + ref
                                + ", which was not canonical between sequences " + from + " and " + to));
    }

    /** Every part is there and is one that the block was told with. */
    private void checkWhole(History history, StoredBlock block) {
        List<Block> forms = history.forms(block.header().ref().hash()).stream()
                .map(event -> ((BlockAppended) event.payload()).block())
                .toList();
        int count = forms.get(0).transactions().size();
        boolean whole = block.header().transactionCount() == count
                && block.transactionHashes().size() == count
                && block.transactions().size() == count
                && block.receipts().size() == (block.header().receiptsKnown() ? count : 0);
        for (int i = 0; whole && i < count; i++) {
            int index = i;
            Bytes body = block.transactions().get(i);
            whole = forms.stream()
                    .anyMatch(form -> form.transactions().get(index).body().equals(body));
            if (whole && block.header().receiptsKnown()) {
                Bytes receipt = block.receipts().get(i);
                whole = forms.stream()
                        .flatMap(form -> form.receipts().stream())
                        .map(receipts -> receipts.get(index))
                        .map(Receipt::body)
                        .anyMatch(receipt::equals);
            }
        }
        if (!whole) {
            complain(history, "block " + block.header().ref() + " is not whole, or not what was published");
        }
    }

    private void complain(History history, String what) {
        if (complaint == null) {
            complaint = tier + ", chain " + history.chain() + ": " + what;
        }
    }

    @Override
    public void close() {
        running = false;
        Threads.end(thread);
        store.close();
    }
}
