package io.chaintier.gateway.read;

import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A reader that is opened with its first use, and again until that succeeds: so that a gateway can start while one of
 * its stores is down. While one thread opens it, the others are told that it is unavailable.
 */
public final class LazyReader implements ChainReader {
    private final Supplier<ChainReader> open;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile Optional<ChainReader> reader = Optional.empty();
    private volatile boolean closed;

    /** @param open opens the reader or throws a {@link io.chaintier.store.StoreException} */
    public LazyReader(Supplier<ChainReader> open) {
        this.open = open;
    }

    @Override
    public Set<ChainId> chains() {
        return reader().chains();
    }

    @Override
    public Optional<ChainHead> head(ChainId chain) {
        return reader().head(chain);
    }

    @Override
    public Optional<StoredBlock> block(ChainId chain, BlockSelector which, BlockDetail detail) {
        return reader().block(chain, which, detail);
    }

    @Override
    public Optional<StoredTransaction> transaction(ChainId chain, TransactionSelector which, boolean withReceipt) {
        return reader().transaction(chain, which, withReceipt);
    }

    @Override
    public Optional<StateEntry> state(ChainId chain, String namespace, String key) {
        return reader().state(chain, namespace, key);
    }

    private ChainReader reader() {
        Optional<ChainReader> now = reader;
        return now.isPresent() ? now.get() : openOnce();
    }

    private ChainReader openOnce() {
        if (!opening.tryLock()) {
            throw new StoreUnavailableException("is being connected to");
        }
        try {
            if (closed) {
                throw new StoreUnavailableException("is closed");
            }
            if (reader.isEmpty()) {
                reader = Optional.of(open.get());
            }
            return reader.get();
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void close() {
        opening.lock();
        try {
            closed = true;
            reader.ifPresent(ChainReader::close);
        } finally {
            opening.unlock();
        }
    }
}
