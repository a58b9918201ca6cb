package io.chaintier.gateway.read;

import io.chaintier.event.ChainId;
import io.chaintier.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at which head answers are given, without a round trip of its own: it is the newest head that any answer needed.
 * Where that is older than the limit it is read again in the background, once at a time for each chain, and only while
 * somebody asks. Safe for many threads; never waits for a store.
 */
public final class HeadWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HeadWatch.class);

    private final TieredReader reader;
    private final Duration refreshAfter;
    private final Executor background;
    private final Set<ChainId> refreshing = ConcurrentHashMap.newKeySet();

    /**
     * @param refreshAfter age at which a head is read again
     * @param background   runs the reads, which block; may be closed before this
     */
    public HeadWatch(TieredReader reader, Duration refreshAfter, Executor background) {
        this.reader = reader;
        this.refreshAfter = refreshAfter;
        this.background = background;
    }

    /** The newest head known; empty before the first was read. */
    public Optional<KnownHead> newest(ChainId chain) {
        Optional<KnownHead> known = reader.knownHead(chain);
        if (known.isEmpty() || known.get().age().compareTo(refreshAfter) >= 0) {
            refresh(chain);
        }
        return known;
    }

    private void refresh(ChainId chain) {
        if (!refreshing.add(chain)) {
            return;
        }
        try {
            background.execute(() -> read(chain));
        } catch (RejectedExecutionException e) {
            refreshing.remove(chain);
            LOG.debug("the head of {} is not read again: {}", chain, e.toString());
        }
    }

    private void read(ChainId chain) {
        try {
            reader.head(chain);
        } catch (StoreException e) {
            LOG.debug("the head of {} could not be read again: {}", chain, e.getMessage());
        } finally {
            refreshing.remove(chain);
        }
    }
}
