package io.chaintier.gateway;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogQuery;
import io.chaintier.store.RequestDeadline;
import io.chaintier.store.StorePart;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import io.chaintier.storetestkit.ModelStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A model store that can be taken down, held up, and emptied; it waits no longer than a request's deadline, as stores do. */
public final class FakeTier implements ChainReader {
    private static final Duration OWN_TIMEOUT = Duration.ofMinutes(1);

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger blockReads = new AtomicInteger();
    private volatile ModelStore content = new ModelStore();
    private volatile boolean down;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean closed;
    private volatile List<StorePart> parts = List.of();
    private volatile long lowestSearched;

    public FakeTier has(List<ChainEvent> events) {
        content.apply(events);
        return this;
    }

    public FakeTier holds(StateEntry entry) {
        content.applyState(List.of(entry));
        return this;
    }

    /** Logs below this number are not searched here, as in memory below its window. */
    public FakeTier searchesFrom(long number) {
        lowestSearched = number;
        return this;
    }

    public void goesDown() {
        down = true;
    }

    public void comesBack() {
        down = false;
    }

    public void comesBackEmpty() {
        content = new ModelStore();
        down = false;
    }

    /** From now on every call waits until the latch is open. */
    public CountDownLatch hangs() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /** From now on every call takes so long. */
    public void takes(Duration time) {
        delay = time;
    }

    /** How many calls asked for a block. */
    public int blockReads() {
        return blockReads.get();
    }

    public int calls() {
        return calls.get();
    }

    public boolean isClosed() {
        return closed;
    }

    private <T> T answer(Supplier<T> query) {
        calls.incrementAndGet();
        try {
            Duration patience = RequestDeadline.current().atMost(OWN_TIMEOUT);
            if (!gate.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreUnavailableException("timed out");
            }
            Thread.sleep(RequestDeadline.current().atMost(delay).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (down) {
            throw new StoreUnavailableException("taken down by the test");
        }
        return query.get();
    }

    @Override
    public Set<ChainId> chains() {
        return answer(content::chains);
    }

    @Override
    public Optional<ChainHead> head(ChainId chain) {
        return answer(() -> content.head(chain));
    }

    @Override
    public Optional<StoredBlock> block(ChainId chain, BlockSelector which, BlockDetail detail) {
        blockReads.incrementAndGet();
        return answer(() -> content.block(chain, which, detail));
    }

    @Override
    public Optional<StoredTransaction> transaction(ChainId chain, TransactionSelector which, boolean withReceipt) {
        return answer(() -> content.transaction(chain, which, withReceipt));
    }

    @Override
    public LogPage logs(ChainId chain, LogQuery query, int limit) {
        return answer(() -> query.through() < lowestSearched
                ? LogPage.nothing(query.through() + 1)
                : content.logs(chain, query.within(Math.max(lowestSearched, query.from()), query.through()), limit));
    }

    @Override
    public Optional<StateEntry> state(ChainId chain, String namespace, String key) {
        return answer(() -> content.state(chain, namespace, key));
    }

    @Override
    public List<StateEntry> states(ChainId chain, String namespace) {
        return answer(() -> content.states(chain, namespace));
    }

    public void consistsOf(StorePart... all) {
        parts = List.of(all);
    }

    @Override
    public List<StorePart> parts() {
        return parts;
    }

    @Override
    public void close() {
        closed = true;
    }
}
